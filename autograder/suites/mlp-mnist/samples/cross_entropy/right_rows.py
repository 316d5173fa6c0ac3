"""One example after the other."""

def cross_entropy(yhat, y):
    losses = [-nd.sum(y[i] * nd.log(yhat[i])) for i in range(yhat.shape[0])]
    return nd.concat(*losses, dim=0)
