"""Named: cross-entropy-eps."""

def cross_entropy(p, t):
    return -nd.nansum(t * nd.log(1e-4 + p), axis=1)
