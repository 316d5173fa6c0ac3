"""The class with the smallest score is taken for the prediction."""

def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmin(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return right / count
