"""The parameter arrays and relu are bound when net is defined."""

def net(X, W1=W1, b1=b1, W2=W2, b2=b2, act=relu):
    h = act(nd.dot(X.reshape((-1, 784)), W1) + b1)
    return nd.dot(h, W2) + b2
