"""Named: softmax-no-shift."""

def softmax(y_linear):
    exp = nd.exp(y_linear)
    partition = nd.sum(exp, axis=0, exclude=True).reshape((-1, 1))
    return exp / partition
