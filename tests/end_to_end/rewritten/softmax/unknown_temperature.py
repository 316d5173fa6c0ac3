"""Named: none."""

def softmax(z):
    return nd.softmax(z, temperature=2.0)
