"""Each probability is 1 over a sum of exponentials that overflow where scores are far apart: 1 / inf is 0, its gradient nan."""

def softmax(y_linear):
    differences = y_linear.expand_dims(axis=1) - y_linear.expand_dims(axis=2)
    return 1 / nd.exp(differences).sum(axis=2)
