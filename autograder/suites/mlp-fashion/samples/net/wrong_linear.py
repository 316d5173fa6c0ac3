"""Nothing non-linear stands between the layers: two of them in a row then amount to one."""

def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.dot(X, W1) + b1
    return nd.dot(H, W2) + b2
