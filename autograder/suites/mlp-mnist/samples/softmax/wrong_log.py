"""The logarithm of the probabilities."""

def softmax(y_linear):
    return nd.log_softmax(y_linear)
