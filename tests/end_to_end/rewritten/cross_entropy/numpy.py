"""Named: cross-entropy-numpy."""

def cross_entropy(p, t):
    rows = np.arange(len(p))
    right = t.asnumpy().argmax(axis=1)
    return nd.array(-np.log(p.asnumpy()[rows, right]))
