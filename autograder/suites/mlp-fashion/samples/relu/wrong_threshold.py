"""Small positive entries are dropped together with the negative ones: the kink is not at 0."""

def relu(X):
    return X * (X > 0.001)
