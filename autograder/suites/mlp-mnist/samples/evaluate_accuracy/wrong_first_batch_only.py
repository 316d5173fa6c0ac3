"""A return inside the loop: only the first batch counts."""

def evaluate_accuracy(data_iterator, net):
    for X, y in data_iterator:
        return (net(X).argmax(axis=1) == y).mean().asscalar()
