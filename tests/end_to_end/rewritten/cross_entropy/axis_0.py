"""Named: cross-entropy-axis-0."""

def cross_entropy(p, t):
    return -(p.log() * t).T.sum(axis=1)
