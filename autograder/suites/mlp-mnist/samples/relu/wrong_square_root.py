"""The absolute value by a square root: its gradient at 0 is not a number."""

def relu(X):
    return (X + nd.sqrt(X * X)) / 2
