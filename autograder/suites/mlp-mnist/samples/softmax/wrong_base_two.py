"""The entries are raised to a power of the wrong base: the exponential function has the base e."""

def softmax(y_linear):
    power = 2 ** (y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return power / nd.sum(power, axis=1, keepdims=True)
