"""The number of images is written into the code: no batch of another size gets through."""

def net(X):
    X = X.reshape((256, 784))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
