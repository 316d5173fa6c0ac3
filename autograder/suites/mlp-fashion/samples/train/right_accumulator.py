"""A small class that adds up several numbers at once."""

class _Accumulator:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *values):
        self.data = [a + float(b) for a, b in zip(self.data, values)]

    def __getitem__(self, index):
        return self.data[index]


def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    rows = []
    for epoch in range(1, num_epochs + 1):
        metric = _Accumulator(3)
        for X, y in train_iter:
            with autograd.record():
                y_hat = net(X)
                l = loss(y_hat, y)
            l.backward()
            sgd(params, lr, batch_size)
            metric.add(l.sum().asscalar(), (y_hat.argmax(axis=1) == y).sum().asscalar(), y.size)
        test_acc = float(evaluate_accuracy(test_iter, net))
        rows.append((metric[0] / metric[2], metric[1] / metric[2], test_acc))
        print(f"epoch {epoch}: loss {rows[-1][0]:.4f}, train {rows[-1][1]:.3f}, test {rows[-1][2]:.3f}")
    return rows
