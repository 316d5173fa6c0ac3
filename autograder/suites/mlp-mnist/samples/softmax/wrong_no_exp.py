"""The entries are divided by their sum as they are: the exponential is missing."""

def softmax(y_linear):
    positive = nd.abs(y_linear)
    return positive / nd.sum(positive, axis=1, keepdims=True)
