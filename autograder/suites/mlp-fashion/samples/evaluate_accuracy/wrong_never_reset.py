"""The counts outlive the call: each later result is mixed with the earlier ones."""

_counts = [0.0, 0]


def evaluate_accuracy(data_iterator, net):
    for X, y in data_iterator:
        _counts[0] += (net(X).argmax(axis=1) == y).sum().asscalar()
        _counts[1] += X.shape[0]
    return _counts[0] / _counts[1]
