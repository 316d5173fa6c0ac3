"""Negative pixels are dropped before the first layer, as if the images were a hidden layer's result."""

def net(X):
    X = relu(X.reshape((-1, num_inputs)))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
