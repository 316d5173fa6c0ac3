"""The batches' accuracies are averaged: a small last batch then counts as much as a full one."""

def evaluate_accuracy(data_iterator, net):
    shares = []
    for X, y in data_iterator:
        shares.append((net(X).argmax(axis=1) == y).mean().asscalar())
    return sum(shares) / len(shares)
