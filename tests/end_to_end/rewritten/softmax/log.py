"""Named: softmax-log."""

def softmax(z):
    m = z.max(axis=1, keepdims=True)
    return z - m - nd.log(nd.exp(z - m).sum(axis=1, keepdims=True))
