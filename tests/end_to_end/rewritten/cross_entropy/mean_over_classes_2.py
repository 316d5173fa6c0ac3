"""Named: cross-entropy-mean-over-classes."""

def cross_entropy(p, t):
    k = p.shape[1]
    return -nd.log(nd.pick(p, t.argmax(axis=1))) / k
