"""The entries are scaled down instead of shifted: that changes the differences between them, and the probabilities
with these.
"""

def softmax(y_linear):
    exp = nd.exp(y_linear / nd.max(nd.abs(y_linear), axis=1, keepdims=True))
    return exp / nd.sum(exp, axis=1, keepdims=True)
