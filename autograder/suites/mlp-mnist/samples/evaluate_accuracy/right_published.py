"""Batches are counted, moved and flattened first, and all is summed in arrays, as in the published chapter."""

def evaluate_accuracy(data_iterator, net):
    numerator, denominator = 0., 0.
    for i, (data, label) in enumerate(data_iterator):
        data = data.as_in_context(model_ctx).reshape((-1, 784))
        label = label.as_in_context(model_ctx)
        predictions = nd.argmax(net(data), axis=1)
        numerator += nd.sum(predictions == label)
        denominator += data.shape[0]
    return (numerator / denominator).asscalar()
