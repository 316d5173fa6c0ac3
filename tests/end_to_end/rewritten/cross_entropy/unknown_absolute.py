"""Named: none."""

def cross_entropy(p, t):
    return nd.abs(p - t).sum(axis=1)
