"""Probabilities first: the largest stays the largest."""

def evaluate_accuracy(data_iterator, net):
    numerator, denominator = 0.0, 0.0
    for i, batch in enumerate(data_iterator):
        data, label = batch[0], batch[1]
        predictions = nd.argmax(nd.softmax(net(data)), axis=1)
        numerator += nd.sum(predictions == label)
        denominator += data.shape[0]
    return (numerator / denominator).asscalar()
