"""The network keeps copies of the parameters as they were at the start: training never reaches these."""

_first = [param.copy() for param in params]


def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, _first[0]) + _first[1])
    return nd.dot(H, _first[2]) + _first[3]
