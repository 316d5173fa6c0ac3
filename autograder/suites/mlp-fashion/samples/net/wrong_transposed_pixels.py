"""The pixels are read column by column: each image enters the network mirrored at its diagonal."""

def net(X):
    X = X.reshape((-1, 28, 28)).transpose((0, 2, 1)).reshape((-1, 784))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
