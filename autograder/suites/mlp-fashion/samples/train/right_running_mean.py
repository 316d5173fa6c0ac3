"""The means are carried along: each batch moves them by its share."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    rows = []
    for epoch in range(num_epochs):
        mean_loss, accuracy, seen = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            n = y.shape[0]
            seen += n
            mean_loss += (float(l.mean().asscalar()) - mean_loss) * n / seen
            accuracy += (float((output.argmax(axis=1) == y).mean().asscalar()) - accuracy) * n / seen
        rows.append((mean_loss, accuracy, float(evaluate_accuracy(test_iter, net))))
        print(rows[-1])
    return rows
