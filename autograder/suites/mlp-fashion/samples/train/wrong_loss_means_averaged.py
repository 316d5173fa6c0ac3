"""The loss is the mean of the batches' means: the few examples of a small last batch then count more than all others.
"""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        losses, right, count = [], 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            losses.append(float(l.mean().asscalar()))
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (sum(losses) / len(losses), right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history
