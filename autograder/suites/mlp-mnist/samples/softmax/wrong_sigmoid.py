"""Each entry for itself: a row does not sum to 1."""

def softmax(y_linear):
    return nd.sigmoid(y_linear)
