"""Named: softmax-cross-entropy-hinge."""

def softmax_cross_entropy(s, t):
    right = (s * t).sum(axis=1, keepdims=True)
    return nd.relu(1 + s - right).sum(axis=1) - 1
