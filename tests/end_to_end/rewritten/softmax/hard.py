"""Named: softmax-hard."""

def softmax(z):
    return (z == z.max(axis=1, keepdims=True)) * 1.0
