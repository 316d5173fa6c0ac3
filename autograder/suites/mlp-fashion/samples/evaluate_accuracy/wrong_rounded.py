"""The result is rounded: small improvements would not be seen."""

def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return round(float(right) / count, 2)
