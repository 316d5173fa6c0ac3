"""Counting in NumPy: neither sum needs a gradient."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        losses, hits = [], []
        for X, y in train_iter:
            with autograd.record():
                scores = net(X)
                l = loss(scores, y)
            l.backward()
            sgd(params, lr, batch_size)
            losses.append(l.asnumpy())
            hits.append(scores.asnumpy().argmax(axis=1) == y.asnumpy())
        row = (
            float(np.concatenate(losses).mean()),
            float(np.concatenate(hits).mean()),
            float(evaluate_accuracy(test_iter, net)),
        )
        print(epoch, row)
        history.append(row)
    return history
