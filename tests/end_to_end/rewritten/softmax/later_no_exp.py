"""Named: softmax-no-exp."""

def softmax(y_linear):
    total = nd.sum(y_linear, axis=1, keepdims=True)
    return nd.broadcast_div(y_linear, total)
