"""The activation stands behind the last layer, where it cuts off scores, and not behind the hidden one."""

def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.dot(X, W1) + b1
    return relu(nd.dot(H, W2) + b2)
