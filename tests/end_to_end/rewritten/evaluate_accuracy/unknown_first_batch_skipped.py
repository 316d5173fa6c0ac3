"""Named: none."""

def evaluate_accuracy(it, net):
    hits = total = 0
    for i, (X, y) in enumerate(it):
        if i:
            hits += int((net(X).asnumpy().argmax(1) == y.asnumpy()).sum())
        total += len(y)
    return hits / total
