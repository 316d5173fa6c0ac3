"""Named: softmax-batch-of-64."""

def softmax(z):
    top = nd.max(z, axis=1).reshape((64, 1))
    e = nd.exp(z - top)
    return e / e.sum(axis=1, keepdims=True)
