"""The number of images is written into the code: no batch of another size gets through."""

def net(X):
    X = X.reshape((64, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3
