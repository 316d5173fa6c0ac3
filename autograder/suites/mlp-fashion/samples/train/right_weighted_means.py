"""Means of the batches, weighted with their sizes."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    rows = []
    for epoch in range(num_epochs):
        means, shares, sizes = [], [], []
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            means.append(l.mean().asscalar())
            shares.append((output.argmax(axis=1) == y).mean().asscalar())
            sizes.append(X.shape[0])
        mean = float(np.average(means, weights=sizes))
        share = float(np.average(shares, weights=sizes))
        rows.append((mean, share, float(evaluate_accuracy(test_iter, net))))
        print("loss {:.4f}, train {:.4f}, test {:.4f}".format(*rows[-1]))
    return rows
