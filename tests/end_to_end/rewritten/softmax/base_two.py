"""Named: softmax-base-two."""

def softmax(z):
    return nd.softmax(z * 0.6931472)
