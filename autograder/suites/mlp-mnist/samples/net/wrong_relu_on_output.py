"""The scores cannot be negative: the activation was applied to the last layer, too."""

def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return relu(nd.dot(h2, W3) + b3)
