# %% [markdown]
# # Right
# ## The right class is picked

# %% right_pick
"""The class number from the label, then pick."""
def cross_entropy(yhat, y):
    return -nd.log(nd.pick(yhat, nd.argmax(y, axis=1), axis=1))

# %% right_gather
"""Each example's entry by its two indices."""
def cross_entropy(yhat, y):
    rows = nd.arange(yhat.shape[0])
    places = nd.stack(rows, nd.argmax(y, axis=1))
    return -nd.gather_nd(nd.log(yhat), places)

# %% right_where
"""Only the right class's logarithm is kept."""
def cross_entropy(yhat, y):
    chosen = nd.where(y == 1, nd.log(yhat), nd.zeros_like(yhat))
    return nd.negative(chosen.sum(axis=-1))

# %% right_probability_first
"""The right class's probability first, then its logarithm."""
def cross_entropy(yhat, y):
    return -nd.log(nd.sum(yhat * y, axis=1))

# %% [markdown]
# ## Sums and products

# %% right_exclude
"""The sum over all axes but the first."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=0, exclude=True)

# %% right_nansum
"""nansum, with an explicit cast."""
def cross_entropy(yhat, y):
    return -nd.nansum(y.astype("float32") * yhat.astype("float32").log(), axis=1)

# %% right_published
"""nansum over all axes but the first, as in the published chapter."""
def cross_entropy(yhat, y):
    return - nd.nansum(y * nd.log(yhat), axis=0, exclude=True)

# %% right_batch_dot
"""A scalar product per example."""
def cross_entropy(yhat, y):
    log = nd.log(yhat).expand_dims(axis=1)
    return -nd.batch_dot(log, y.expand_dims(axis=2)).reshape((-1,))

# %% right_diagonal
"""The diagonal of a product of all examples with all labels."""
def cross_entropy(yhat, y):
    return -nd.diag(nd.dot(nd.log(yhat), y.T))

# %% [markdown]
# ## Other styles

# %% right_gluon
"""gluon's loss, which takes logarithms as well as scores."""
_loss = mx.gluon.loss.SoftmaxCrossEntropyLoss(sparse_label=False, from_logits=True)


def cross_entropy(yhat, y):
    return _loss(nd.log(yhat), y)

# %% right_rows
"""One example after the other."""
def cross_entropy(yhat, y):
    losses = [-nd.sum(y[i] * nd.log(yhat[i])) for i in range(yhat.shape[0])]
    return nd.concat(*losses, dim=0)

# %% right_reciprocal
"""The logarithm of the reciprocal."""
def cross_entropy(yhat, y):
    chosen = (yhat * y).sum(axis=1)
    return (1 / chosen).log()

# %% right_tiny_eps
"""A guard against log(0) that is too small to change anything."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-10), axis=1)

# %% [markdown]
# # Wrong
# ## Sign and scale

# %% wrong_missing_minus
"""The sign is missing: losses come out negative, and training would make the network worse."""
def cross_entropy(yhat, y):
    return nd.sum(y * nd.log(yhat), axis=1)

# %% wrong_log2
"""The logarithm has the wrong base: every loss is off by the same factor."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log2(yhat), axis=1)

# %% wrong_mean_over_batch
"""Each example's loss is divided by the number of examples; one loss should not depend on how many others there are."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=1) / yhat.shape[0]

# %% wrong_mean_over_classes
"""The loss is divided by the number of classes: the sum over them is expected, not the mean."""
def cross_entropy(yhat, y):
    return -nd.mean(y * nd.log(yhat), axis=1)

# %% [markdown]
# ## Another loss

# %% wrong_binary
"""The wrong classes add to the loss, too, as if each were a yes-or-no question; only the right class should count."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat) + (1 - y) * nd.log(1 - yhat), axis=1)

# %% wrong_squared_error
"""This is the squared distance between predictions and labels, another loss than the cross-entropy."""
def cross_entropy(yhat, y):
    return nd.sum((yhat - y) ** 2, axis=1)

# %% wrong_second_softmax
"""The predictions are probabilities already, and are turned into probabilities again."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(nd.softmax(yhat)), axis=1)

# %% [markdown]
# ## Small probabilities are changed

# %% wrong_eps
"""A number is added to the probability before the logarithm, and it is large enough to change the loss."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-5), axis=1)

# %% wrong_larger_eps
"""A number is added to the probability before the logarithm, and it is large enough to change the loss.

Known as: wrong_eps
"""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-4), axis=1)

# %% wrong_clipped
"""Small probabilities are raised to a lower bound before the logarithm: a confident mistake costs too little and has no gradient."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(nd.clip(yhat, 0.01, 1.0)), axis=1)

# %% [markdown]
# ## Labels are misread

# %% wrong_all_classes
"""The logarithms of all classes are added up: the labels are not used."""
def cross_entropy(yhat, y):
    return -nd.sum(nd.log(yhat), axis=1)

# %% wrong_arguments_swapped
"""Predictions and labels are swapped: the logarithm is taken of the labels."""
def cross_entropy(yhat, y):
    return -nd.sum(yhat * nd.log(y + 1e-10), axis=1)

# %% wrong_labels_as_indices
"""The rows of y are used as class numbers; they are one-hot vectors, and 0 and 1 are no classes here."""
def cross_entropy(yhat, y):
    return -nd.log(nd.pick(yhat, y[:, 0], axis=1))

# %% [markdown]
# ## The wrong shape

# %% wrong_axis_0
"""There is one value per class where there should be one per example: the sum runs over the wrong axis."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=0)

# %% wrong_keepdims
"""The values are right, but the shape is (n, 1), not (n,): an axis of length 1 is left over."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=1, keepdims=True)

# %% wrong_total
"""One number is returned for the whole batch; each example should have a loss of its own."""
def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat))

# %% [markdown]
# ## No gradient

# %% wrong_numpy
"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows."""
def cross_entropy(yhat, y):
    return nd.array(-(y.asnumpy() * np.log(yhat.asnumpy())).sum(axis=1))

# %% [markdown]
# ## Ten classes only

# %% wrong_ten_classes
"""The number of classes is hard-coded: the function works for ten classes only."""
def cross_entropy(yhat, y):
    return -nd.sum((y * nd.log(yhat)).reshape((-1, 10)), axis=1)

# %% wrong_ten_classes_by_row
"""The number of classes is hard-coded: the function works for ten classes only.

Known as: wrong_ten_classes
"""
def cross_entropy(yhat, y):
    chosen = y * nd.log(yhat)
    return -nd.sum(chosen.reshape((yhat.shape[0], 10)), axis=1)

# %% [markdown]
# ## State and extremes

# %% wrong_first_labels
"""The labels of an earlier call with as many examples and classes are used again: they are not those of this call."""
_labels = {}


def cross_entropy(yhat, y):
    y = _labels.setdefault(y.shape, y)
    return -nd.sum(y * nd.log(yhat), axis=1)

# %% wrong_shared_result
"""Calls with equally many examples share one array for their results: a later call changes an earlier result."""
_results = {}


def cross_entropy(yhat, y):
    loss = -nd.sum(y * nd.log(yhat), axis=1)
    if autograd.is_recording():
        return loss
    result = _results.setdefault(loss.shape, nd.zeros(loss.shape))
    result[:] = loss
    return result

# %% wrong_gradient_bounded
"""The values are right, but the gradient is that of a larger probability: a confident mistake is corrected too slowly."""
def cross_entropy(yhat, y):
    p = nd.sum(yhat * y, axis=1)
    bounded = -nd.log(nd.maximum(p, 0.01))
    return bounded + nd.BlockGrad(-nd.log(p) - bounded)
