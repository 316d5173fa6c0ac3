"""Named: cross-entropy-second-softmax."""

def cross_entropy(p, t):
    return -nd.nansum(t * nd.log(softmax(p)), axis=1)
