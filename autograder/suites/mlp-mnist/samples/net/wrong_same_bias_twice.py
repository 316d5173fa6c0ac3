"""One of the biases is used in two layers, and another one in none: the shapes do not tell."""

def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b1)
    return nd.dot(h2, W3) + b3
