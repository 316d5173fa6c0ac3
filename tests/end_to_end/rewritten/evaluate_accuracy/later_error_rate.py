"""Named: evaluate-accuracy-error-rate."""

def evaluate_accuracy(data_iterator, net):
    acc = mx.metric.Accuracy()
    for X, y in data_iterator:
        acc.update(preds=net(X), labels=y)
    return 1.0 - acc.get()[1]
