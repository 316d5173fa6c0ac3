"""The sums stay MXNet arrays until the end of the epoch, which waits for the computation only once."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = nd.zeros(1), nd.zeros(1), 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += l.sum()
            right += (output.argmax(axis=1) == y).sum()
            count += y.shape[0]
        train_loss, train_acc = (loss_sum / count).asscalar(), (right / count).asscalar()
        test_acc = evaluate_accuracy(test_iter, net)
        print("epoch", epoch, "loss", train_loss, "train", train_acc, "test", test_acc)
        history.append((float(train_loss), float(train_acc), float(test_acc)))
    return history
