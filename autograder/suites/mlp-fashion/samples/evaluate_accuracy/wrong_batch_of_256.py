"""Every batch is taken to hold 256 examples, however many there are in it."""

def evaluate_accuracy(data_iterator, net):
    right, batches = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        batches += 1
    return right / (256 * batches)
