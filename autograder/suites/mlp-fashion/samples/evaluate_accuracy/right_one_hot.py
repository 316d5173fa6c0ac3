"""Answers and labels as one-hot rows, multiplied."""

def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        scores = net(X)
        k = scores.shape[1]
        right += nd.sum(nd.one_hot(scores.argmax(axis=1), k) * nd.one_hot(y, k)).asscalar()
        seen += scores.shape[0]
    return float(right / seen)
