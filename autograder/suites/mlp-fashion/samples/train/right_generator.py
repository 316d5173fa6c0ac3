"""A generator of rows, one for each epoch, gathered into a list."""

def _epochs(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    for epoch in range(num_epochs):
        totals = np.zeros(3)
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            autograd.backward([l])
            sgd(params, lr, batch_size)
            hits = output.asnumpy().argmax(axis=1) == y.asnumpy()
            totals += [l.asnumpy().sum(), hits.sum(), hits.size]
        row = (float(totals[0] / totals[2]), float(totals[1] / totals[2]), float(evaluate_accuracy(test_iter, net)))
        print(f"{epoch + 1:3d} {row[0]:.4f} {row[1]:.4f} {row[2]:.4f}")
        yield row


def train(*arguments, **more):
    return list(_epochs(*arguments, **more))
