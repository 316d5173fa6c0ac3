"""Named: none."""

def softmax(z):
    e = nd.exp(z - z.mean(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
