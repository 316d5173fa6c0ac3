"""Nothing is subtracted before exp: large entries overflow."""

def softmax(y_linear):
    exp = nd.exp(y_linear)
    return exp / nd.sum(exp, axis=1, keepdims=True)
