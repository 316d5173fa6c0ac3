"""The images enter the first layer with their rows and columns; it expects one long row of pixels for each image."""

def net(X):
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
