"""Named: none."""

def softmax(z):
    e = z * z
    return e / e.sum(axis=1, keepdims=True)
