"""MXNet's FullyConnected, which wants its weights transposed."""

def net(X):
    h = nd.FullyConnected(X, W1.T, b1, num_hidden=num_hiddens)
    return nd.FullyConnected(relu(h), W2.T, b2, num_hidden=num_outputs)
