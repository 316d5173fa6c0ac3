# %% [markdown]
# # Right
# ## Other ways to add up

# %% right_counters
"""Three counters, started anew in each epoch."""
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
            loss_sum += l.sum().asscalar()
            right += (output.argmax(axis=1) == y).sum().asscalar()
            count += y.shape[0]
        row = (float(loss_sum / count), float(right / count), float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% right_accumulator
"""A small class that adds up several numbers at once."""
class _Accumulator:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *values):
        self.data = [a + float(b) for a, b in zip(self.data, values)]

    def __getitem__(self, index):
        return self.data[index]


def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    rows = []
    for epoch in range(1, num_epochs + 1):
        metric = _Accumulator(3)
        for X, y in train_iter:
            with autograd.record():
                y_hat = net(X)
                l = loss(y_hat, y)
            l.backward()
            sgd(params, lr, batch_size)
            metric.add(l.sum().asscalar(), (y_hat.argmax(axis=1) == y).sum().asscalar(), y.size)
        test_acc = float(evaluate_accuracy(test_iter, net))
        rows.append((metric[0] / metric[2], metric[1] / metric[2], test_acc))
        print(f"epoch {epoch}: loss {rows[-1][0]:.4f}, train {rows[-1][1]:.3f}, test {rows[-1][2]:.3f}")
    return rows

# %% right_numpy
"""Counting in NumPy: neither sum needs a gradient."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        losses, hits = [], []
        for X, y in train_iter:
            with autograd.record():
                scores = net(X)
                l = loss(scores, y)
            l.backward()
            sgd(params, lr, batch_size)
            losses.append(l.asnumpy())
            hits.append(scores.asnumpy().argmax(axis=1) == y.asnumpy())
        row = (
            float(np.concatenate(losses).mean()),
            float(np.concatenate(hits).mean()),
            float(evaluate_accuracy(test_iter, net)),
        )
        print(epoch, row)
        history.append(row)
    return history

# %% right_sums_in_mxnet
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

# %% right_running_mean
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

# %% right_weighted_means
"""Means of the batches, weighted with their sizes."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    rows = []
    for epoch in range(num_epochs):
        means, shares, sizes = [], [], []
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            means.append(l.mean().asscalar())
            shares.append((output.argmax(axis=1) == y).mean().asscalar())
            sizes.append(X.shape[0])
        mean = float(np.average(means, weights=sizes))
        share = float(np.average(shares, weights=sizes))
        rows.append((mean, share, float(evaluate_accuracy(test_iter, net))))
        print("loss {:.4f}, train {:.4f}, test {:.4f}".format(*rows[-1]))
    return rows

# %% right_metrics
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

# %% [markdown]
# ## Other styles

# %% right_generator
"""A generator of rows, one for each epoch, gathered into a list."""
def _epochs(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    for epoch in range(num_epochs):
        totals = np.zeros(3)
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            autograd.backward([l])
            sgd(params, lr, batch_size)
            hits = output.asnumpy().argmax(axis=1) == y.asnumpy()
            totals += [l.asnumpy().sum(), hits.sum(), hits.size]
        row = (float(totals[0] / totals[2]), float(totals[1] / totals[2]), float(evaluate_accuracy(test_iter, net)))
        print(f"{epoch + 1:3d} {row[0]:.4f} {row[1]:.4f} {row[2]:.4f}")
        yield row


def train(*arguments, **more):
    return list(_epochs(*arguments, **more))

# %% right_iterator
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

# %% right_one_epoch_apart
"""One epoch is a function of its own."""
def _train_epoch(net, train_iter, loss, batch_size, params, lr):
    total, hits, n = 0.0, 0, 0
    for X, y in train_iter:
        with autograd.record():
            scores = net(X)
            l = loss(scores, y)
        l.backward()
        sgd(params, lr, batch_size)
        total += float(l.sum().asscalar())
        hits += int((scores.argmax(axis=1) == y).sum().asscalar())
        n += len(y)
    return total / n, hits / n


def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    results = []
    for _ in range(num_epochs):
        mean_loss, train_accuracy = _train_epoch(net, train_iter, loss, batch_size, params, lr)
        results.append((mean_loss, train_accuracy, float(evaluate_accuracy(test_iter, net))))
        print(*results[-1])
    return results

# %% right_step_last
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

# %% right_sum_backward
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

# %% [markdown]
# # Wrong
# ## No step

# %% wrong_no_record
"""Autograd cannot differentiate the loss: not everything that leads to it was recorded."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            output = net(X)
            l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_loss_not_recorded
"""Autograd cannot differentiate the loss: not everything that leads to it was recorded.

Known as: wrong_no_record
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
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_no_backward
"""The arrays in `params` never change: either no gradient reaches them, or no step is taken with them.

Known as: wrong_no_update
"""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_no_update
"""The arrays in `params` never change: either no gradient reaches them, or no step is taken with them."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## The wrong step

# %% wrong_mean_backward
"""The step is divided by the number of examples twice: the gradient is that of the mean, and the step divides again."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
                mean = l.mean()
            mean.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_batch_of_256
"""The step is always divided by the same number, whatever batch size was passed in."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, 256)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_global_batch_size
"""The step is always divided by the same number, whatever batch size was passed in.

Known as: wrong_batch_of_256
"""
def train(net, train_iter, test_iter, loss, num_epochs, size, params, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_size_of_batch
"""The step is divided by the number of examples in the batch at hand, not by the batch size that was passed in."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, X.shape[0])
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_arguments_swapped
"""Learning rate and batch size are swapped where the step is called."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, batch_size, lr)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_rate_ignored
"""The learning rate is hard-coded: the caller's choice has no effect."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, 0.1, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_rate_falls
"""The learning rate becomes smaller from epoch to epoch; it should stay what the caller asked for."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr / (epoch + 1), batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_gradients_pile_up
"""The gradients of all batches accumulate: each step follows the sum of those so far."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for param in params:
        param.attach_grad("add")
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_step_before_backward
"""Each step is taken before its gradients are computed: it follows those of the previous batch."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            sgd(params, lr, batch_size)
            l.backward()
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_step_per_epoch
"""There is one step for each epoch, after its last batch; there should be one for each batch."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        sgd(params, lr, batch_size)
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_two_steps
"""Each batch is followed by two steps along the same gradient."""
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
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_starts_anew
"""Each epoch starts with new parameters: what the previous epoch has learned is lost."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        for param in params:
            param[:] = nd.random.normal(scale=0.01, shape=param.shape)
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## Batches and epochs are left out

# %% wrong_one_batch
"""Only the first batch of each epoch is used."""
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
            count += y.shape[0]
            break
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_last_batch_skipped
"""Batches that are smaller than the others are skipped; their examples count, too."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            if X.shape[0] < batch_size:
                continue
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_iterator_used_up
"""Only the first epoch sees the examples: the iterator was made once, and is used up when the second epoch begins."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    batches = iter(train_iter)
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in batches:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / max(count, 1), right / max(count, 1), float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_first_epoch_only
"""The function returns after the first epoch, however many were asked for."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
        return history

# %% wrong_one_epoch_less
"""There is one epoch less than was asked for."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(1, num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch, *row))
        history.append(row)
    return history

# %% wrong_ten_epochs
"""The number of epochs is hard-coded: the caller's choice has no effect."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(10):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## The notebook's own instead of the arguments

# %% wrong_global_net
"""The notebook's own network is trained, whatever network was passed in."""
def train(network, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_global_parameters
"""The notebook's own parameters are updated, whatever list was passed in."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, parameters, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_global_loss
"""The notebook's own loss is used, whatever loss was passed in."""
def train(net, train_iter, test_iter, loss_function, num_epochs, batch_size, params, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_global_test_iter
"""The notebook's own test examples are used, whatever was passed in."""
def train(net, train_iter, test_batches, loss, num_epochs, batch_size, params, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## Test and training examples are mixed up

# %% wrong_trains_on_test
"""The network is trained on the test examples, which then can no longer test it."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in test_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_test_on_train_iter
"""The test accuracy was measured on the training examples."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(train_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_accuracy_from_test
"""The test accuracy is also given as the training accuracy."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, count = 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, float(evaluate_accuracy(test_iter, net)), float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_no_test
"""The rows lack the test accuracy."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count)
        print("epoch %d, loss %.4f, train accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## The wrong mean

# %% wrong_batch_means_averaged
"""The batches' means are averaged: each example of a small last batch then counts more than any other."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        losses, shares = [], []
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            losses.append(float(l.mean().asscalar()))
            shares.append(float((output.argmax(axis=1) == y).mean().asscalar()))
        row = (sum(losses) / len(losses), sum(shares) / len(shares), float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_loss_means_averaged
"""The loss is the mean of the batches' means: each example of a small last batch then counts more than any other."""
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

# %% wrong_accuracy_means_averaged
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

# %% wrong_full_batches_assumed
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

# %% wrong_loss_of_means
"""The means of the batches are added up, and then divided by the number of examples: the loss is far too small."""
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
            loss_sum += float(l.mean().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_loss_per_batch
"""The loss is divided by the number of batches, not by the number of examples."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, right, count, batches = 0.0, 0.0, 0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
            batches += 1
        row = (loss_sum / batches, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_loss_summed
"""The loss of a row is the sum over the epoch, which grows with the number of examples; the mean is expected."""
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
            count += y.shape[0]
        row = (loss_sum, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_last_batch
"""Each row covers only the last batch of its epoch: nothing is added up."""
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
            loss_sum = float(l.sum().asscalar())
            right = float((output.argmax(axis=1) == y).sum().asscalar())
            count = y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## Counts outlive the epoch

# %% wrong_nothing_reset
"""No count is reset: each row gives the mean over all epochs so far."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    loss_sum, right, count = 0.0, 0.0, 0
    for epoch in range(num_epochs):
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_count_not_reset
"""The number of examples keeps growing from epoch to epoch, while the sums start again."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    count = 0
    for epoch in range(num_epochs):
        loss_sum, right = 0.0, 0.0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_loss_accumulates
"""The loss of the earlier epochs is still in the sum: each row should cover its own epoch only."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    loss_sum = 0.0
    for epoch in range(num_epochs):
        right, count = 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_right_not_reset
"""The right answers of earlier epochs are still counted: the accuracy rises above 1 in the end."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    right = 0.0
    for epoch in range(num_epochs):
        loss_sum, count = 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## Measured at the wrong time

# %% wrong_loss_after_step
"""The loss of a batch is taken after the step, from a network that has just learned from these very examples."""
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
            loss_sum += float(loss(net(X), y).sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_accuracy_after_step
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

# %% wrong_second_pass
"""The training accuracy comes from a second pass over the examples after the epoch, when the network has changed."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        loss_sum, count = 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, float(evaluate_accuracy(train_iter, net)), float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_test_before_epoch
"""The test accuracy is measured before the epoch, not after it: it is one epoch behind."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
    history = []
    for epoch in range(num_epochs):
        test_accuracy = float(evaluate_accuracy(test_iter, net))
        loss_sum, right, count = 0.0, 0.0, 0
        for X, y in train_iter:
            with autograd.record():
                output = net(X)
                l = loss(output, y)
            l.backward()
            sgd(params, lr, batch_size)
            loss_sum += float(l.sum().asscalar())
            right += float((output.argmax(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, test_accuracy)
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## The wrong accuracy

# %% wrong_argmin
"""The class with the smallest score is taken for the prediction."""
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
            right += float((output.argmin(axis=1) == y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_axis_0
"""The result picks the best example for each class, not the best class for each example: the axis is wrong."""
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
            answers, labels = output.asnumpy().argmax(axis=0), y.asnumpy()
            n = min(len(answers), len(labels))
            right += float((answers[:n] == labels[:n]).sum())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_count_of_right
"""The row holds the number of right answers, not their share."""
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
            count += y.shape[0]
        row = (loss_sum / count, right, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_error_rate
"""The training accuracy is the share of wrong answers."""
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
            right += float((output.argmax(axis=1) != y).sum().asscalar())
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_percent
"""The training accuracy is a percentage; a fraction between 0 and 1 is expected."""
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
            count += y.shape[0]
        row = (loss_sum / count, 100 * right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% [markdown]
# ## The wrong form of result

# %% wrong_no_return
"""The rows are printed, but the function returns nothing."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))

# %% wrong_one_row
"""A single row is returned, that of the last epoch; a list with a row for each is expected."""
def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
    return row

# %% wrong_list_of_last_row
"""The list holds the last epoch only: the rows of the others were lost on the way."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
    history.append(row)
    return history

# %% wrong_row_per_batch
"""There is a row for each batch; one for each epoch is expected."""
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
            count += y.shape[0]
            row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
            print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
            history.append(row)
    return history

# %% wrong_flat_list
"""The numbers of all epochs are in one long list; a list with a row for each epoch is expected."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.extend(row)
    return history

# %% wrong_order_of_row
"""The numbers of a row are in the wrong order."""
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
            count += y.shape[0]
        row = (right / count, float(evaluate_accuracy(test_iter, net)), loss_sum / count)
        print("epoch %d, train accuracy %.3f, test accuracy %.3f, loss %.4f" % (epoch + 1, *row))
        history.append(row)
    return history

# %% wrong_text_rows
"""The rows are strings; rows of numbers are expected."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        row = "epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row)
        print(row)
        history.append(row)
    return history

# %% wrong_rounded
"""The numbers of a row are rounded: small improvements do not show."""
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
            count += y.shape[0]
        row = (loss_sum / count, right / count, float(evaluate_accuracy(test_iter, net)))
        print("epoch %d, loss %.4f, train accuracy %.3f, test accuracy %.3f" % (epoch + 1, *row))
        history.append(tuple(round(value, 1) for value in row))
    return history

# %% [markdown]
# ## Test images changed on the way

# %% wrong_test_scaled
"""The test images are divided by 255 before the network sees them; they hold the same numbers as the training images."""
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
            count += y.shape[0]
        test = evaluate_accuracy(test_iter, lambda X: net(X / 255))
        history.append((loss_sum / count, right / count, float(test)))
    return history

# %% wrong_test_centred
"""The mean of each test batch is subtracted from it; the training images keep theirs."""
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
            count += y.shape[0]
        test = evaluate_accuracy(test_iter, lambda X: net(X - X.mean()))
        history.append((loss_sum / count, right / count, float(test)))
    return history

# %% wrong_test_standardised
"""Each test batch is standardised (mean 0, standard deviation 1), pixel by pixel; the training images are not."""
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
            count += y.shape[0]
        test = evaluate_accuracy(test_iter, lambda X: net((X - X.mean(axis=0)) / ((X - X.mean(axis=0)) ** 2).mean(axis=0).sqrt()))
        history.append((loss_sum / count, right / count, float(test)))
    return history
