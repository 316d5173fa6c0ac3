"""MXNet's own metrics for both means."""

def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    accuracy, mean_loss = mx.metric.Accuracy(), mx.metric.Loss()
    rows = []
    for epoch in range(num_epochs):
        accuracy.reset()
        mean_loss.reset()
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            accuracy.update(y, output)
            mean_loss.update(None, l)
        row = (float(mean_loss.get()[1]), float(accuracy.get()[1]), float(evaluate_accuracy(test_iter, net)))
        print(row)
        rows.append(row)
    return rows
