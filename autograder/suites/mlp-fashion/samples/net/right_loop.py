"""A loop over the list of parameters."""

def net(X):
    h = X.reshape((X.shape[0], -1))
    for i in range(0, len(params), 2):
        h = nd.dot(h, params[i]) + params[i + 1]
        if i + 2 < len(params):
            h = relu(h)
    return h
