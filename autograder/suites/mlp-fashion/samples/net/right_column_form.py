"""Images as columns: every product the other way round."""

def net(X):
    columns = X.reshape((-1, 784)).T
    h = relu(nd.dot(W1, columns, transpose_a=True) + b1.reshape((-1, 1)))
    return (nd.dot(W2, h, transpose_a=True) + b2.reshape((-1, 1))).T
