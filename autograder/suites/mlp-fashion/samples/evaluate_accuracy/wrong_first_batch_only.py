"""Only the first batch counts: the function is left before the others are seen."""

def evaluate_accuracy(data_iterator, net):
    for X, y in data_iterator:
        return (net(X).argmax(axis=1) == y).mean().asscalar()
