"""Named: evaluate-accuracy-whole-batches."""

def evaluate_accuracy(batches, model):
    flags = [(model(X).asnumpy().argmax(1) == y.asnumpy()).min() for X, y in batches]
    return float(np.mean(flags))
