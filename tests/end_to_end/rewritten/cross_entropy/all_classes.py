"""Named: cross-entropy-all-classes."""

def cross_entropy(p, t):
    return -p.log().sum(axis=1)
