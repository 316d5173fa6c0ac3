"""The result is right, but the caller's array was changed on the way."""

def softmax(y_linear):
    y_linear[:] = y_linear - nd.max(y_linear, axis=1, keepdims=True)
    exp = nd.exp(y_linear)
    return exp / nd.sum(exp, axis=1, keepdims=True)
