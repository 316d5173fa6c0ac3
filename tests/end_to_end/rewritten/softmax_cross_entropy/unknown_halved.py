"""Named: none."""

def softmax_cross_entropy(s, t):
    return -(t * nd.log_softmax(s)).sum(axis=1) / 2
