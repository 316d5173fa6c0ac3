"""Named: none."""

def softmax(z):
    e = nd.exp(z - z.max())
    return e / e.sum().asscalar()
