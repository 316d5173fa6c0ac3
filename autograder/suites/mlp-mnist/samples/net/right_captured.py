"""The parameter arrays and relu are bound when net is defined."""

def net(X, layers=((W1, b1), (W2, b2)), act=relu):
    h = X.reshape((-1, 784))
    for W, b in layers:
        h = act(nd.dot(h, W) + b)
    return nd.dot(h, W3) + b3
