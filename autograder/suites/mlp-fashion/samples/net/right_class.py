"""A class whose object is called."""

class _Network:
    def __init__(self, parameters):
        self.parameters = parameters

    def __call__(self, X):
        W1, b1, W2, b2 = self.parameters
        h = nd.Activation(nd.dot(X.reshape((-1, 28 * 28)), W1) + b1, act_type="relu")
        return nd.dot(h, W2) + b2


_network = _Network(params)


def net(X):
    return _network(X)
