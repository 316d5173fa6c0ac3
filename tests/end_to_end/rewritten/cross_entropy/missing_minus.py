"""Named: cross-entropy-missing-minus."""

def cross_entropy(p, t):
    return nd.log(nd.sum(p * t, axis=1))
