"""Named: cross-entropy-eps."""

def cross_entropy(p, t):
    eps = 1e-5
    return -nd.pick(nd.log(p + eps), t.argmax(axis=1))
