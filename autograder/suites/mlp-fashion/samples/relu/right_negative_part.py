"""X minus its negative part."""

def _negative_part(X):
    return nd.minimum(X, 0)


def relu(X):
    return X - _negative_part(X)
