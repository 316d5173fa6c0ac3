"""Named: softmax-cross-entropy-mean-over-classes."""

def softmax_cross_entropy(s, t):
    return -(t * s.log_softmax()).mean(axis=1)
