"""Named: softmax-cross-entropy-log-of-softmax."""

def softmax_cross_entropy(s, t):
    p = softmax(s)
    return -(t * p.log()).sum(axis=1)
