"""Named: softmax-mutates."""

def softmax(z):
    z -= nd.max(z, axis=1, keepdims=True)
    return nd.softmax(z)
