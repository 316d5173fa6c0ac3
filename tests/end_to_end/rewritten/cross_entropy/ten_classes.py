"""Named: cross-entropy-ten-classes."""

def cross_entropy(p, t):
    terms = t * p.log()
    return -terms.reshape((p.shape[0], 10)).sum(axis=1)
