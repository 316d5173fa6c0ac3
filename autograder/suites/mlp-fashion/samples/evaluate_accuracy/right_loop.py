"""Example by example, in plain Python."""

def evaluate_accuracy(data_iterator, net):
    results = []
    for X, y in data_iterator:
        for scores, label in zip(net(X).asnumpy().tolist(), y.asnumpy().tolist()):
            results.append(scores.index(max(scores)) == int(label))
    return results.count(True) / len(results)
