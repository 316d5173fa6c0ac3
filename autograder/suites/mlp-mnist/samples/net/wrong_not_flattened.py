"""The images enter the first layer with their rows and columns; it expects one long row of pixels for each image."""


def net(X):
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3
