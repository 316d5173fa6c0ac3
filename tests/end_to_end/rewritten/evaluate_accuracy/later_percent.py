"""Named: evaluate-accuracy-percent."""

def evaluate_accuracy(data_iterator, net):
    acc = mx.metric.Accuracy()
    for X, y in data_iterator:
        acc.update(preds=net(X), labels=y)
    return acc.get()[1] * 100
