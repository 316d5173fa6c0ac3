"""The batches are taken one by one, until there is none left."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    while len(history) < num_epochs:
        batches = iter(train_iter)
        loss_sum, right, count = 0.0, 0.0, 0
        while True:
            try:
                X, y = next(batches)
            except StopIteration:
                break
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(nd.sum(l).asscalar())
            right += float(nd.sum(nd.argmax(output, axis=1) == y).asscalar())
            count += l.size
        history.append((loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net))))
        print(len(history), history[-1])
    return history
