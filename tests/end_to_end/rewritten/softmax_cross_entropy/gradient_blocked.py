"""Named: softmax-cross-entropy-gradient-blocked."""

def softmax_cross_entropy(s, t):
    with autograd.pause():
        lse = s.max(axis=1) + nd.log(nd.exp(s - s.max(axis=1, keepdims=True)).sum(axis=1))
    return lse - (s * t).sum(axis=1)
