"""The batches' shares, weighted with their sizes."""

def evaluate_accuracy(data_iterator, net):
    shares, sizes = [], []
    for X, y in data_iterator:
        shares.append((nd.argmax(net(X), axis=1) == y).mean().asscalar())
        sizes.append(len(y))
    return np.average(shares, weights=sizes)
