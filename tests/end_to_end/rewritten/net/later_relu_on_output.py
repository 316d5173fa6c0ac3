"""Named: net-relu-on-output."""

def net(X):
    out = X.reshape((-1, 784))
    for w, b in zip(params[0::2], params[1::2]):
        out = nd.maximum(nd.dot(out, w) + b, 0)
    return out
