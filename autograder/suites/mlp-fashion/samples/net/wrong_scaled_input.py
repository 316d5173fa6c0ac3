"""The pixels are scaled a second time; they are between 0 and 1 already."""

def net(X):
    X = X.reshape((-1, num_inputs)) / 255
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
