"""Named: cross-entropy-mean-over-classes."""

def cross_entropy(p, t):
    return -(t * p.log()).mean(axis=1)
