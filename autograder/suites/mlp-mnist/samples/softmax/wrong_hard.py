"""All the probability goes to the largest entry."""

def softmax(y_linear):
    return nd.one_hot(nd.argmax(y_linear, axis=1), y_linear.shape[1])
