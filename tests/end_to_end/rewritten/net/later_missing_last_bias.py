"""Named: net-missing-last-bias."""

def net(X):
    layers = [(W1, b1), (W2, b2)]
    out = X.flatten()
    for w, b in layers:
        out = relu(nd.dot(out, w) + b)
    return nd.dot(out, W3)
