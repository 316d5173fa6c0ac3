"""One epoch is a function of its own."""

def _train_epoch(net, train_iter, loss, batch_size, params, lr):
    total, hits, n = 0.0, 0, 0
    for X, y in train_iter:
        with autograd.record():
            scores = net(X)
            l = loss(scores, y)
        l.backward()
        sgd(params, lr, batch_size)
        total += float(l.sum().asscalar())
        hits += int((scores.argmax(axis=1) == y).sum().asscalar())
        n += len(y)
    return total / n, hits / n


def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    results = []
    for _ in range(num_epochs):
        mean_loss, train_accuracy = _train_epoch(net, train_iter, loss, batch_size, params, lr)
        results.append((mean_loss, train_accuracy, float(evaluate_accuracy(test_iter, net))))
        print(*results[-1])
    return results
