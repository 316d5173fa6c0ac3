"""An answer counts only where its score is positive; the sign of a score means nothing."""

def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        scores = net(X)
        right += ((scores.argmax(axis=1) == y) * (scores.max(axis=1) > 0)).sum().asscalar()
        count += X.shape[0]
    return right / count
