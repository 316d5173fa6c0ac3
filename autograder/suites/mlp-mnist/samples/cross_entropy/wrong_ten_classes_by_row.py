"""The number of classes is written into the code: it works for ten of them only.

Known as: wrong_ten_classes
"""

def cross_entropy(yhat, y):
    chosen = y * nd.log(yhat)
    return -nd.sum(chosen.reshape((yhat.shape[0], 10)), axis=1)
