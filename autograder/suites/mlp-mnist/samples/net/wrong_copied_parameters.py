"""The network keeps copies of the parameters as they were at the start: training never reaches these."""

_first = [param.copy() for param in params]


def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, _first[0]) + _first[1])
    h2 = relu(nd.dot(h1, _first[2]) + _first[3])
    return nd.dot(h2, _first[4]) + _first[5]
