"""Named: evaluate-accuracy-batches-averaged."""

def evaluate_accuracy(data_iterator, net):
    total = count = 0
    for X, y in data_iterator:
        total += nd.mean(nd.argmax(net(X), axis=1) == y).asscalar()
        count += 1
    return total / count
