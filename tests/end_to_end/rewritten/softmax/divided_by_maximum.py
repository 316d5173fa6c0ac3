"""Named: softmax-divided-by-maximum."""

def softmax(z):
    scale = nd.abs(z).max(axis=1, keepdims=True)
    return nd.softmax(z / scale, axis=1)
