"""Named: softmax-no-exp."""

def softmax(z):
    size = nd.abs(z)
    return nd.broadcast_div(size, size.sum(axis=1, keepdims=True))
