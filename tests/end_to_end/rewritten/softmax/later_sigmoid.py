"""Named: softmax-sigmoid."""

def softmax(y_linear):
    e = nd.exp(y_linear)
    return e / (1 + e)
