"""The network is gone through as if it were the data: the data iterator is the first argument, and the network the second."""


def evaluate_accuracy(net, data_iterator):
    right = total = 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        total += y.size
    return right / total
