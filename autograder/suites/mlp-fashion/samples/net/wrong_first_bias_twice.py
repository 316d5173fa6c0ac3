"""One of the biases is added twice, the one of the hidden layer."""

def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H + b1, W2) + b2
