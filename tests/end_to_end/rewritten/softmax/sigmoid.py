"""Named: softmax-sigmoid."""

def softmax(z):
    return 1 / (1 + nd.exp(-z))
