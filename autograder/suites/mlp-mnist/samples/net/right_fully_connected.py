"""MXNet's FullyConnected, which wants its weights transposed."""

def net(X):
    h = nd.FullyConnected(X, W1.T, b1, num_hidden=256)
    h = nd.FullyConnected(relu(h), W2.T, b2, num_hidden=256)
    return nd.FullyConnected(relu(h), W3.T, b3, num_hidden=10)
