"""Powers of 2 instead of e."""

def softmax(y_linear):
    power = 2 ** (y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return power / nd.sum(power, axis=1, keepdims=True)
