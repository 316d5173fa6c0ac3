"""Named: softmax-cross-entropy-labels-as-indices."""

def softmax_cross_entropy(s, t):
    return -nd.log_softmax(s).pick(t.T[0])
