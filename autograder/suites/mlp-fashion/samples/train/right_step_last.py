"""Sums are taken before the step, and the loss has a backward pass with ones as its head."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        train_l_sum, train_acc_sum, n = 0.0, 0.0, 0
        for i, (X, y) in enumerate(train_iter):
            with autograd.record():
                y_hat = net(X)
                l = loss(y_hat, y)
            train_l_sum += l.sum().asscalar()
            train_acc_sum += (y_hat.argmax(axis=1) == y).sum().asscalar()
            n += y.size
            l.backward(nd.ones_like(l))
            sgd(params=params, lr=lr, batch_size=batch_size)
        test_acc = evaluate_accuracy(test_iter, net)
        history.append([float(train_l_sum / n), float(train_acc_sum / n), float(test_acc)])
        print("epoch %d, loss %.4f, train acc %.3f, test acc %.3f" % (epoch + 1, *history[-1]))
    return history
