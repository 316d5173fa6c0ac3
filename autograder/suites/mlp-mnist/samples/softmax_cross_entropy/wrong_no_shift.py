"""The formula is right on paper, but large scores overflow before the logarithm is taken.

Source: Stanford CS231n, course notes on linear classification, Practical issues: Numeric stability.
"""

def softmax_cross_entropy(yhat_linear, y):
    return nd.log(nd.sum(nd.exp(yhat_linear), axis=1)) - nd.sum(y * yhat_linear, axis=1)
