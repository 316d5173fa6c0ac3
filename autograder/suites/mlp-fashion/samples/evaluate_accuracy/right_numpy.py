"""Counting in NumPy: an accuracy needs no gradient."""

def evaluate_accuracy(data_iterator, net):
    right = total = 0
    for X, y in data_iterator:
        right += int((net(X).asnumpy().argmax(axis=1) == y.asnumpy()).sum())
        total += len(y)
    return right / total
