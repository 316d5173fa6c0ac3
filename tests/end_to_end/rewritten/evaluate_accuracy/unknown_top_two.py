"""Named: evaluate-accuracy-top-two."""

def evaluate_accuracy(it, net):
    hits = total = 0
    for X, y in it:
        order = net(X).asnumpy().argsort(1)[:, -2:]
        hits += int((order == y.asnumpy()[:, None]).any(1).sum())
        total += len(y)
    return hits / total
