"""Named: none."""

def evaluate_accuracy(it, net):
    hits, total = 0, 1
    for X, y in it:
        hits += int((net(X).asnumpy().argmax(1) == y.asnumpy()).sum())
        total += len(y)
    return hits / total
