"""Named: evaluate-accuracy-first-batch-only."""

def evaluate_accuracy(batches, model):
    X, y = next(iter(batches))
    return float((model(X).argmax(axis=1) == y).mean().asscalar())
