"""The scores cannot be negative: the activation was applied to the last layer, too."""

def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return relu(nd.dot(H, W2) + b2)
