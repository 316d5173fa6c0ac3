"""The losses of a batch are added up first; backward does the same by itself."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum = right = count = 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y).sum()
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += l.asscalar()
            right += (output.argmax(axis=1) == y).sum().asscalar()
            count += len(X)
        test_acc = evaluate_accuracy(test_iter, net)
        history.append((float(loss_sum) / count, float(right) / count, float(test_acc)))
        print(history[-1])
    return history
