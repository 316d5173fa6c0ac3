"""Named: softmax-axis-0."""

def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear))
    return exp / exp.sum(axis=0)
