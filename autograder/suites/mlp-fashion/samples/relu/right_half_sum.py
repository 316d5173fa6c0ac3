"""Half the sum of X and its absolute value."""

def relu(X):
    return 0.5 * (X + nd.abs(X))
