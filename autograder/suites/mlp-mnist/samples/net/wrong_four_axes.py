"""The images are taken apart by rows, columns and channels; what comes in are rows of pixels, one for each image."""

def net(X):
    n, height, width, channels = X.shape
    X = X.reshape((n, height * width * channels))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3
