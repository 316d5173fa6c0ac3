"""Named: none."""

def softmax_cross_entropy(s, t):
    return s.max(axis=1) - (s * t).sum(axis=1)
