"""Named: softmax-no-keepdims."""

def softmax(z):
    e = nd.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)
