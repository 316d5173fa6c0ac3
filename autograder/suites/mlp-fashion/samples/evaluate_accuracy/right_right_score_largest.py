"""An answer is right where the label's score is the row's largest."""

def evaluate_accuracy(data_iterator, net):
    right = seen = 0.0
    for X, y in data_iterator:
        scores = net(X)
        right += float((nd.pick(scores, y, axis=1) == scores.max(axis=1)).sum().asscalar())
        seen += scores.shape[0]
    return right / seen
