"""Named: evaluate-accuracy-batch-of-64."""

def evaluate_accuracy(data_iterator, net):
    right = n = 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        n += 1
    return right / n / 64
