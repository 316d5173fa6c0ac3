"""Named: softmax-cross-entropy-double-softmax."""

def softmax_cross_entropy(s, t):
    p = softmax(softmax(s))
    return cross_entropy(p, t)
