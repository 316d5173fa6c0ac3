"""Named: softmax-rounded."""

def softmax(z):
    p = nd.softmax(z, axis=1)
    return nd.floor(p * 1000 + 0.5) * 0.001
