"""The scores are right, but the hidden layers are cut off from the gradient: only the last layer learns."""

def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2).detach()
    return nd.dot(h2, W3) + b3
