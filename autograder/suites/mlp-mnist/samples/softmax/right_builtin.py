"""MXNet's own function."""

def softmax(y_linear):
    return nd.softmax(y_linear)
