"""The training accuracy of a batch is counted after the step, by a network that has just learned from these very
examples.
"""

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
            right += float((net(X).argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history
