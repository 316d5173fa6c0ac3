"""Named: cross-entropy-labels-as-indices."""

def cross_entropy(p, t):
    index = t.slice_axis(axis=1, begin=0, end=1).reshape((-1,))
    return -nd.pick(p.log(), index)
