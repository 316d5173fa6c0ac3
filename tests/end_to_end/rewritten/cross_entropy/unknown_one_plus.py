"""Named: none."""

def cross_entropy(p, t):
    return nd.sum(t * (1 - p), axis=1)
