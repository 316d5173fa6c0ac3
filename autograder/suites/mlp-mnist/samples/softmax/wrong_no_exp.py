"""The entries themselves are divided by their sum."""

def softmax(y_linear):
    positive = nd.abs(y_linear)
    return positive / nd.sum(positive, axis=1, keepdims=True)
