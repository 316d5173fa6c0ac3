"""Named: evaluate-accuracy-batches-averaged."""

def evaluate_accuracy(batches, model):
    return float(np.mean([np.mean(model(X).asnumpy().argmax(1) == y.asnumpy()) for X, y in batches]))
