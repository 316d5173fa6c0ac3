"""Rows of as many pixels as there are inputs."""

def net(X):
    X = X.reshape((-1, num_inputs))
    hidden = relu(nd.dot(X, W1) + b1)
    output = nd.dot(hidden, W2) + b2
    return output
