"""A generator of hits, example by example."""

def _hits(data_iterator, net):
    for X, y in data_iterator:
        yield from net(X).argmax(axis=1).asnumpy() == y.asnumpy()


def evaluate_accuracy(data_iterator, net):
    hits = list(_hits(data_iterator, net))
    return sum(map(int, hits)) / len(hits)
