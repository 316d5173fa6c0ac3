# %% [markdown]
# # Right
# ## MXNet's metrics

# %% right_metric
"""MXNet's own metric."""
def evaluate_accuracy(data_iterator, net):
    metric = mx.metric.Accuracy()
    for X, y in data_iterator:
        metric.update(y, net(X))
    return metric.get()[1]

# %% right_metric_by_name
"""MXNet's metric by its name, fed with class numbers."""
def evaluate_accuracy(data_iterator, net):
    metric = mx.metric.create("acc")
    for X, y in data_iterator:
        metric.update(labels=[y], preds=[nd.softmax(net(X))])
    _, value = metric.get()
    return value

# %% right_published_metric
"""Batches are moved and flattened first, and a metric of MXNet's counts, as in the published chapter with gluon."""
def evaluate_accuracy(data_iterator, net):
    acc = mx.metric.Accuracy()
    for data, label in data_iterator:
        data = data.as_in_context(data_ctx).reshape((-1, 784))
        acc.update(preds=nd.argmax(net(data), axis=1), labels=label.as_in_context(data_ctx))
    return acc.get()[1]

# %% [markdown]
# ## Other ways to count

# %% right_loop
"""Example by example, in plain Python."""
def evaluate_accuracy(data_iterator, net):
    results = []
    for X, y in data_iterator:
        for scores, label in zip(net(X).asnumpy().tolist(), y.asnumpy().tolist()):
            results.append(scores.index(max(scores)) == int(label))
    return results.count(True) / len(results)

# %% right_generator
"""A generator of hits, example by example."""
def _hits(data_iterator, net):
    for X, y in data_iterator:
        yield from net(X).argmax(axis=1).asnumpy() == y.asnumpy()


def evaluate_accuracy(data_iterator, net):
    hits = list(_hits(data_iterator, net))
    return sum(map(int, hits)) / len(hits)

# %% right_numpy
"""Counting in NumPy: an accuracy needs no gradient."""
def evaluate_accuracy(data_iterator, net):
    right = total = 0
    for X, y in data_iterator:
        right += int((net(X).asnumpy().argmax(axis=1) == y.asnumpy()).sum())
        total += len(y)
    return right / total

# %% right_concatenated
"""All answers first, then one comparison; a NumPy float comes back."""
def evaluate_accuracy(data_iterator, net):
    answers, labels = [], []
    for X, y in data_iterator:
        answers.append(net(X).argmax(axis=1).asnumpy())
        labels.append(y.asnumpy())
    return np.mean(np.concatenate(answers) == np.concatenate(labels))

# %% right_weighted_mean
"""The batches' shares, weighted with their sizes."""
def evaluate_accuracy(data_iterator, net):
    shares, sizes = [], []
    for X, y in data_iterator:
        shares.append((nd.argmax(net(X), axis=1) == y).mean().asscalar())
        sizes.append(len(y))
    return np.average(shares, weights=sizes)

# %% right_published
"""Batches are counted, moved and flattened first, and all is summed in arrays, as in the published chapter."""
def evaluate_accuracy(data_iterator, net):
    numerator, denominator = 0., 0.
    for i, (data, label) in enumerate(data_iterator):
        data = data.as_in_context(model_ctx).reshape((-1, 784))
        label = label.as_in_context(model_ctx)
        predictions = nd.argmax(net(data), axis=1)
        numerator += nd.sum(predictions == label)
        denominator += data.shape[0]
    return (numerator / denominator).asscalar()

# %% [markdown]
# ## Other ways to compare

# %% right_right_score_largest
"""An answer is right where the label's score is the row's largest."""
def evaluate_accuracy(data_iterator, net):
    right = seen = 0.0
    for X, y in data_iterator:
        scores = net(X)
        right += float((nd.pick(scores, y, axis=1) == scores.max(axis=1)).sum().asscalar())
        seen += scores.shape[0]
    return right / seen

# %% right_one_hot
"""Answers and labels as one-hot rows, multiplied."""
def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        scores = net(X)
        k = scores.shape[1]
        right += nd.sum(nd.one_hot(scores.argmax(axis=1), k) * nd.one_hot(y, k)).asscalar()
        seen += scores.shape[0]
    return float(right / seen)

# %% right_softmax_first
"""Probabilities first: the largest stays the largest."""
def evaluate_accuracy(data_iterator, net):
    numerator, denominator = 0.0, 0.0
    for i, batch in enumerate(data_iterator):
        data, label = batch[0], batch[1]
        predictions = nd.argmax(nd.softmax(net(data)), axis=1)
        numerator += nd.sum(predictions == label)
        denominator += data.shape[0]
    return (numerator / denominator).asscalar()

# %% right_topk
"""The place of the largest score by topk."""
def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        best = nd.topk(net(X), axis=1, k=1).reshape((-1,))
        right += int((best == y).sum().asscalar())
        seen += y.size
    return right / seen

# %% [markdown]
# ## Other kinds of number

# %% right_one_element_array
"""A one-element NDArray."""
def evaluate_accuracy(data_iterator, net):
    right, total = nd.zeros(1), 0
    for X, y in data_iterator:
        right = right + nd.sum(nd.argmax(net(X), axis=1) == y)
        total += y.shape[0]
    return right / total

# %% [markdown]
# # Wrong
# ## The wrong prediction

# %% wrong_argmin
"""The class with the smallest score is taken for the prediction."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmin(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return right / count

# %% wrong_axis_0
"""The result picks the best example for each class, not the best class for each example: the axis is wrong."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        predictions = net(X).asnumpy().argmax(axis=0)
        labels = y.asnumpy()
        n = min(len(predictions), len(labels))
        right += (predictions[:n] == labels[:n]).sum()
        count += len(labels)
    return right / count

# %% wrong_magnitude
"""The class whose score is farthest from 0 is taken for the prediction, even where this score is negative."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (nd.abs(net(X)).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return right / count

# %% wrong_confident_only
"""A prediction counts as right only if its score is positive; the sign of a score means nothing."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        scores = net(X)
        right += ((scores.argmax(axis=1) == y) * (scores.max(axis=1) > 0)).sum().asscalar()
        count += X.shape[0]
    return right / count

# %% wrong_scaled_images
"""The images are divided by 255 before the network sees them; they hold numbers from 0 to 1 already."""
def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        right += int((net(X / 255).argmax(axis=1) == y).sum().asscalar())
        seen += len(y)
    return right / seen

# %% wrong_centred_images
"""A half is subtracted from every pixel; the network takes the images as the iterator gives them."""
def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        right += int((net(X - 0.5).argmax(axis=1) == y).sum().asscalar())
        seen += len(y)
    return right / seen

# %% wrong_standardised_images
"""Each batch is standardised (mean 0, standard deviation 1); the network takes the images as the iterator gives them."""
def evaluate_accuracy(data_iterator, net):
    right, seen = 0, 0
    for X, y in data_iterator:
        X = (X - X.mean()) / (X - X.mean()).norm() * X.size**0.5
        right += int((net(X).argmax(axis=1) == y).sum().asscalar())
        seen += len(y)
    return right / seen

# %% [markdown]
# ## Another number

# %% wrong_count
"""The number of right answers is returned, not their share."""
def evaluate_accuracy(data_iterator, net):
    right = 0.0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
    return right

# %% wrong_error_rate
"""This is the share of wrong answers, not of right ones."""
def evaluate_accuracy(data_iterator, net):
    wrong, count = 0.0, 0
    for X, y in data_iterator:
        wrong += (net(X).argmax(axis=1) != y).sum().asscalar()
        count += X.shape[0]
    return wrong / count

# %% wrong_percent
"""The result is a percentage; a fraction between 0 and 1 is expected."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return 100 * right / count

# %% wrong_rounded
"""The result is rounded: small improvements do not show."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return round(float(right) / count, 2)

# %% [markdown]
# ## Batches count wrongly

# %% wrong_batches_averaged
"""The batches' accuracies are averaged: a small last batch then counts as much as a full one."""
def evaluate_accuracy(data_iterator, net):
    shares = []
    for X, y in data_iterator:
        shares.append((net(X).argmax(axis=1) == y).mean().asscalar())
    return sum(shares) / len(shares)

# %% wrong_batch_of_64
"""Every batch is taken to hold 64 examples, however many there are in it."""
def evaluate_accuracy(data_iterator, net):
    right, batches = 0.0, 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        batches += 1
    return right / (64 * batches)

# %% wrong_whole_batches
"""A batch counts as right only if all of it is; each example should count by itself."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0, 0
    for X, y in data_iterator:
        right += bool((net(X).argmax(axis=1).asnumpy() == y.asnumpy()).all())
        count += 1
    return right / count

# %% [markdown]
# ## Batches are left out

# %% wrong_first_batch_only
"""Only the first batch counts: the function returns before it reaches the others."""
def evaluate_accuracy(data_iterator, net):
    for X, y in data_iterator:
        return (net(X).argmax(axis=1) == y).mean().asscalar()

# %% wrong_last_batch_only
"""The counts start again with every batch: the result is the accuracy of the last one."""
def evaluate_accuracy(data_iterator, net):
    for X, y in data_iterator:
        right = (net(X).argmax(axis=1) == y).sum().asscalar()
        count = X.shape[0]
    return right / count

# %% wrong_last_batch_dropped
"""Batches that are smaller than the others are skipped; their examples count, too."""
def evaluate_accuracy(data_iterator, net):
    right, count, size = 0.0, 0, None
    for X, y in data_iterator:
        size = size or X.shape[0]
        if X.shape[0] == size:
            right += (net(X).argmax(axis=1) == y).sum().asscalar()
            count += size
    return right / count

# %% wrong_hundred_batches
"""The loop stops after a hundred batches, and the rest of the data is not used."""
def evaluate_accuracy(data_iterator, net):
    right, count = 0.0, 0
    for i, (X, y) in enumerate(data_iterator):
        if i == 100:
            break
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        count += X.shape[0]
    return right / count

# %% [markdown]
# ## Counts outlive the call

# %% wrong_never_reset
"""The counts are kept between calls: each later result includes the earlier ones."""
_counts = [0.0, 0]


def evaluate_accuracy(data_iterator, net):
    for X, y in data_iterator:
        _counts[0] += (net(X).argmax(axis=1) == y).sum().asscalar()
        _counts[1] += X.shape[0]
    return _counts[0] / _counts[1]

# %% [markdown]
# ## Arguments

# %% wrong_arguments_swapped
"""The network is treated as the data: the first argument should be the data iterator, the second the network."""
def evaluate_accuracy(net, data_iterator):
    right = total = 0
    for X, y in data_iterator:
        right += (net(X).argmax(axis=1) == y).sum().asscalar()
        total += y.size
    return right / total

# %% wrong_top_two
"""An example counts as right if its class has one of the two highest scores, not the highest."""
def evaluate_accuracy(data_iterator, net):
    right = count = 0
    for X, y in data_iterator:
        best = nd.topk(net(X), k=2, axis=1)
        right += (best == y.reshape((-1, 1))).sum().asscalar()
        count += len(y)
    return right / count

# %% wrong_one_hot_entries
"""One-hot rows are compared entry by entry: the zeros that a wrong answer shares with its label count as right."""
def evaluate_accuracy(data_iterator, net):
    same, entries = 0, 0
    for X, y in data_iterator:
        scores = net(X.reshape((-1, 784)))
        guesses, labels = (nd.one_hot(classes, scores.shape[1]) for classes in (scores.argmax(axis=1), y))
        same += (guesses == labels).sum().asscalar()
        entries += guesses.size
    return same / entries

# %% wrong_divided_twice
"""The share of each batch is divided by the number of all examples: a share is a mean, and has been divided already."""
def evaluate_accuracy(data_iterator, net):
    shares, total = 0.0, 0
    for X, y in data_iterator:
        guesses = nd.argmax(net(X.reshape((-1, 784))), axis=1)
        shares += nd.mean(guesses == y).asscalar()
        total += len(y)
    return shares / total

# %% wrong_scores_compared
"""The highest score itself is compared with the label; what should be compared is its position in the row."""
def evaluate_accuracy(data_iterator, net):
    right, total = 0, 0
    for X, y in data_iterator:
        highest = net(X).max(axis=1)
        right += (highest == y).sum().asscalar()
        total += y.size
    return right / total
