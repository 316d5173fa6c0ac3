"""The training accuracy is the mean of the batches' accuracies: a small last batch then counts as much as a full one.
"""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, shares, count = 0.0, [], 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            shares.append(float((output.argmax(axis=1) == y).mean().asscalar()))
            count += y.shape[0]
        row = (loss_sum / count, sum(shares) / len(shares), float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history
