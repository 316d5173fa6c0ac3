"""Batches are moved and flattened first, and a metric of MXNet's counts, as in the published chapter with gluon."""

def evaluate_accuracy(data_iterator, net):
    acc = mx.metric.Accuracy()
    for data, label in data_iterator:
        data = data.as_in_context(data_ctx).reshape((-1, 784))
        acc.update(preds=nd.argmax(net(data), axis=1), labels=label.as_in_context(data_ctx))
    return acc.get()[1]
