"""The images are divided by 255 before the network sees them; they hold numbers from 0 to 1 already."""

def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        right += int((net(X / 255).argmax(axis=1) == y).sum().asscalar())
        seen += len(y)
    return right / seen
