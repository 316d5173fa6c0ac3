"""The scores are turned into probabilities twice: the differences between them nearly vanish.

Source: Andrej Karpathy's list of the most common neural net mistakes, Twitter, 1 July 2018.
"""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(nd.softmax(yhat_linear)), axis=1)
