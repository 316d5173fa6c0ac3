"""The probabilities are rounded: small ones vanish, rows no longer sum to 1 exactly, and no gradient flows."""

def softmax(y_linear):
    return nd.round(nd.softmax(y_linear) * 1000) / 1000
