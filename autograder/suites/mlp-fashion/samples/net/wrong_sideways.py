"""The pixels of different images are mixed: each row should hold one image, and here it holds bits of many."""

def net(X):
    X = X.reshape((784, -1)).T
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
