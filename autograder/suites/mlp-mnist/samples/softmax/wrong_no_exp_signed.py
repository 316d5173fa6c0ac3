"""The entries are divided by their sum as they are: the exponential is missing.

Known as: wrong_no_exp
"""

def softmax(y_linear):
    return y_linear / nd.sum(y_linear, axis=1, keepdims=True)
