"""Named: none."""

def cross_entropy(p, t):
    return -((1 - t) * nd.log(p)).sum(axis=1)
