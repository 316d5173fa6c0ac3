"""A softmax over axis 0: the columns sum to 1, not the rows."""

def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=0, keepdims=True))
    return exp / nd.sum(exp, axis=0, keepdims=True)
