"""Named: none."""

def cross_entropy(p, t):
    t = 0.9 * t + 0.1 / t.shape[1]
    return -(t * p.log()).sum(axis=1)
