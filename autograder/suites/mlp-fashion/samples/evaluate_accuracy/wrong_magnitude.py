"""The score of the largest magnitude is taken for the prediction, even where it is negative."""

def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (nd.abs(net(X)).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return right / count
