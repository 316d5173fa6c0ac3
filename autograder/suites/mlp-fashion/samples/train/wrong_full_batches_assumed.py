"""Every batch is counted as a full one; the last may hold fewer examples."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += batch_size
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history
