"""This is the share of wrong answers, not of right ones."""

def evaluate_accuracy(data_iterator, net):
    wrong, count = 0.0, 0
    for X, y in data_iterator:
        wrong += (net(X).argmax(axis=1) != y).sum().asscalar()
        count += X.shape[0]
    return wrong / count
