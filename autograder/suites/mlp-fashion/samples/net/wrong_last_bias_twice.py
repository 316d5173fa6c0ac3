"""One of the biases is added twice, the one of the output layer."""

def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    output = nd.dot(H, W2) + b2
    return output + b2
