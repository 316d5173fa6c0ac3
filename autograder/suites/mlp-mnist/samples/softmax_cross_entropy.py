# %% [markdown]
# # Right
# ## MXNet's log-softmax

# %% right_composition_of_logs
"""MXNet's log_softmax, and the scalar product of each row with its label."""
def softmax_cross_entropy(yhat_linear, y):
    log = yhat_linear.log_softmax(axis=1)
    return nd.negative((y * log).sum(axis=1))

# %% right_batch_dot
"""A scalar product of each row with its label."""
def softmax_cross_entropy(yhat_linear, y):
    log = nd.log_softmax(yhat_linear)
    product = nd.batch_dot(log.expand_dims(axis=1), y.expand_dims(axis=2))
    return nd.negative(product.reshape((yhat_linear.shape[0],)))

# %% right_pick
"""The right class's log-probability by its number."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.pick(nd.log_softmax(yhat_linear, axis=1), y.argmax(axis=1))

# %% right_nansum_exclude
"""log_softmax and nansum, as in the published chapter."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.nansum(y * nd.log_softmax(yhat_linear), axis=0, exclude=True)

# %% [markdown]
# ## MXNet's own losses

# %% right_gluon
"""gluon's loss for one-hot labels."""
def softmax_cross_entropy(yhat_linear, y):
    from mxnet.gluon.loss import SoftmaxCrossEntropyLoss

    return SoftmaxCrossEntropyLoss(sparse_label=False)(yhat_linear, y)

# %% right_gluon_class_numbers
"""gluon's loss for class numbers, which are worked out first."""
_loss = mx.gluon.loss.SoftmaxCELoss()


def softmax_cross_entropy(yhat_linear, y):
    return _loss(yhat_linear, nd.argmax(y, axis=1))

# %% [markdown]
# ## The log-sum-exp by hand

# %% right_log_sum_exp
"""The log-sum-exp by hand, with the maximum of each row."""
def softmax_cross_entropy(yhat_linear, y):
    m = nd.max(yhat_linear, axis=1, keepdims=True)
    log_sum_exp = nd.log(nd.sum(nd.exp(yhat_linear - m), axis=1)) + m.reshape((-1,))
    return log_sum_exp - nd.sum(y * yhat_linear, axis=1)

# %% right_global_maximum
"""The log-sum-exp by hand, with the maximum of the batch."""
def softmax_cross_entropy(yhat_linear, y):
    shifted = yhat_linear - nd.max(yhat_linear)
    return nd.log(nd.sum(nd.exp(shifted), axis=1)) - nd.sum(y * shifted, axis=1)

# %% right_shifted_scores
"""The log-sum-exp by hand, on scores that were shifted first."""
def softmax_cross_entropy(yhat_linear, y):
    shifted = yhat_linear - nd.max(yhat_linear, axis=1, keepdims=True)
    log = shifted - nd.log(nd.sum(nd.exp(shifted), axis=1, keepdims=True))
    return -(y * log).sum(axis=1)

# %% right_differences
"""Each score's distance to the right one, in a log-sum-exp."""
def softmax_cross_entropy(yhat_linear, y):
    distance = yhat_linear - nd.sum(y * yhat_linear, axis=1, keepdims=True)
    largest = nd.max(distance, axis=1, keepdims=True)
    return (nd.log(nd.sum(nd.exp(distance - largest), axis=1, keepdims=True)) + largest).reshape((-1,))

# %% [markdown]
# ## Other styles

# %% right_rows
"""One example after the other."""
def softmax_cross_entropy(yhat_linear, y):
    losses = []
    for scores, label in zip(yhat_linear, y):
        losses.append(-nd.sum(label * nd.log_softmax(scores, axis=0)))
    return nd.concat(*losses, dim=0)

# %% right_own_gradient
"""A function of autograd's with the gradient from paper."""
class _Loss(autograd.Function):
    def forward(self, z, y):
        log = nd.log_softmax(z, axis=1)
        self.save_for_backward(log, y)
        return -(y * log).sum(axis=1)

    def backward(self, head):
        log, y = self.saved_tensors
        head = head.expand_dims(axis=1)
        return head * (nd.exp(log) - y), nd.zeros_like(y)


def softmax_cross_entropy(yhat_linear, y):
    return _Loss()(yhat_linear, y)

# %% [markdown]
# # Wrong
# ## Numerically unstable

# %% wrong_no_shift
"""The formula is right on paper, but large scores overflow before the logarithm is taken.

Source: Stanford CS231n, course notes on linear classification, Practical issues: Numeric stability.
"""
def softmax_cross_entropy(yhat_linear, y):
    return nd.log(nd.sum(nd.exp(yhat_linear), axis=1)) - nd.sum(y * yhat_linear, axis=1)

# %% wrong_log_of_softmax
"""The formula is right on paper, but a tiny probability becomes exactly 0 on the way, and its logarithm minus infinity.

Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning, Concise Implementation of Softmax Regression.
"""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log(nd.softmax(yhat_linear)), axis=1)

# %% wrong_composition
"""The formula is right on paper, but a tiny probability becomes exactly 0 on the way, and its logarithm minus infinity.

Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning, Concise Implementation of Softmax Regression.

Known as: wrong_log_of_softmax
"""
def softmax_cross_entropy(yhat_linear, y):
    return cross_entropy(softmax(yhat_linear), y)

# %% [markdown]
# ## The loss is bounded

# %% wrong_eps
"""A small number inside the logarithm puts an upper bound on the loss: the worst mistakes cost too little."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log(nd.softmax(yhat_linear) + 1e-10), axis=1)

# %% wrong_clipped
"""Scores are clipped: beyond the bound, neither the loss nor its gradient is right."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(nd.clip(yhat_linear, -50, 50)), axis=1)

# %% [markdown]
# ## The wrong softmax

# %% wrong_axis_0
"""The scores are normalised down each column, over the examples, instead of over the classes of each example."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(yhat_linear, axis=0), axis=1)

# %% wrong_maximum_axis_0
"""The maximum is taken down each column: what is subtracted then differs within a row, and changes its loss."""
def softmax_cross_entropy(yhat_linear, y):
    shifted = yhat_linear - nd.max(yhat_linear, axis=0, keepdims=True)
    return -nd.sum(y * (shifted - nd.log(nd.sum(nd.exp(shifted), axis=1, keepdims=True))), axis=1)

# %% wrong_no_softmax
"""The scores are used as if they were probabilities already: nothing makes them positive and sum to 1."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log(nd.abs(yhat_linear)), axis=1)

# %% wrong_no_softmax_signed
"""The scores are used as if they were probabilities already: nothing makes them positive and sum to 1.

Known as: wrong_no_softmax
"""
def softmax_cross_entropy(yhat_linear, y):
    return cross_entropy(yhat_linear, y)

# %% wrong_double_softmax
"""The scores are turned into probabilities twice: the differences between them nearly vanish.

Source: Andrej Karpathy's list of the most common neural net mistakes, Twitter, 1 July 2018.
"""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(nd.softmax(yhat_linear)), axis=1)

# %% wrong_forgotten_maximum
"""The maximum that was subtracted before the exponential is missing from the result: it has to be added again."""
def softmax_cross_entropy(yhat_linear, y):
    shifted = yhat_linear - nd.max(yhat_linear, axis=1, keepdims=True)
    return nd.log(nd.sum(nd.exp(shifted), axis=1)) - nd.sum(y * yhat_linear, axis=1)

# %% [markdown]
# ## Sign and scale

# %% wrong_missing_minus
"""The sign is missing: losses come out negative, and training would make the network worse."""
def softmax_cross_entropy(yhat_linear, y):
    return nd.sum(y * nd.log_softmax(yhat_linear), axis=1)

# %% wrong_mean_over_classes
"""The loss is divided by the number of classes: the sum over them is expected, not the mean."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.mean(y * nd.log_softmax(yhat_linear), axis=1)

# %% [markdown]
# ## Labels are misread

# %% wrong_arguments_swapped
"""Scores and labels are swapped: the softmax is taken of the labels. The first argument should be the scores."""
def softmax_cross_entropy(y, yhat_linear):
    return -nd.sum(y * nd.log_softmax(yhat_linear), axis=1)

# %% wrong_labels_as_indices
"""The rows of y are used as class numbers; they are one-hot vectors, and 0 and 1 are no classes here."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.pick(nd.log_softmax(yhat_linear), y[:, 0], axis=1)

# %% [markdown]
# ## The wrong shape

# %% wrong_mean
"""One number is returned, the mean of the batch; each example should have a loss of its own."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.mean(nd.sum(y * nd.log_softmax(yhat_linear), axis=1))

# %% wrong_sum
"""One number is returned, the sum over the batch; each example should have a loss of its own."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(yhat_linear))

# %% wrong_sum_ready_made
"""One number is returned, the sum over the batch; each example should have a loss of its own.

Known as: wrong_sum
"""
def softmax_cross_entropy(yhat_linear, y):
    return nd.softmax_cross_entropy(yhat_linear, nd.argmax(y, axis=1))

# %% wrong_keepdims
"""The values are right, but the shape is (n, 1), not (n,): an axis of length 1 is left over."""
def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(yhat_linear), axis=1, keepdims=True)

# %% [markdown]
# ## No gradient, or part of it

# %% wrong_numpy
"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows."""
def softmax_cross_entropy(yhat_linear, y):
    z = yhat_linear.asnumpy()
    z = z - z.max(axis=1, keepdims=True)
    log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return nd.array(-(y.asnumpy() * log).sum(axis=1))

# %% wrong_gradient_blocked
"""The values are right, but a part of the computation is excluded from the gradient."""
def softmax_cross_entropy(yhat_linear, y):
    log = nd.log_softmax(yhat_linear)
    log_sum_exp = nd.stop_gradient(yhat_linear - log)
    return -nd.sum(y * (yhat_linear - log_sum_exp), axis=1)

# %% [markdown]
# ## State and extremes

# %% wrong_first_labels
"""The labels of an earlier call with as many examples and classes are used again: they are not those of this call."""
_labels = {}


def softmax_cross_entropy(yhat_linear, y):
    y = _labels.setdefault(y.shape, y)
    return -nd.sum(y * nd.log_softmax(yhat_linear), axis=1)

# %% wrong_shared_result
"""Calls with equally many examples share one array for their results: a later call changes an earlier result."""
_results = {}


def softmax_cross_entropy(yhat_linear, y):
    loss = -nd.sum(y * nd.log_softmax(yhat_linear), axis=1)
    if autograd.is_recording():
        return loss
    result = _results.setdefault(loss.shape, nd.zeros(loss.shape))
    result[:] = loss
    return result

# %% wrong_gradient_vanishes
"""The values are right, but a loss above 50 is computed without a gradient: the worst mistakes teach nothing."""
def softmax_cross_entropy(yhat_linear, y):
    loss = -nd.sum(y * nd.log_softmax(yhat_linear), axis=1)
    return nd.where(loss > 50, nd.BlockGrad(loss), loss)

# %% wrong_hinge
"""This is the hinge loss, another loss than the cross-entropy."""
def softmax_cross_entropy(yhat_linear, y):
    own = nd.sum(yhat_linear * y, axis=1, keepdims=True)
    return nd.sum(nd.relu(yhat_linear - own + 1) * (1 - y), axis=1)

# %% wrong_hinge_maximum
"""This is the hinge loss, another loss than the cross-entropy.

Known as: wrong_hinge
"""
def softmax_cross_entropy(yhat_linear, y):
    own = nd.sum(yhat_linear * y, axis=1, keepdims=True)
    return nd.sum(nd.maximum(yhat_linear - own + 1, 0) * (1 - y), axis=1)

# %% wrong_log_of_log
"""The logarithm is taken twice: the cross-entropy takes it of probabilities, not of their logarithms, which are negative."""
def softmax_cross_entropy(yhat_linear, y):
    shifted = yhat_linear - nd.max(yhat_linear, axis=1, keepdims=True)
    logarithms = shifted - nd.log(nd.sum(nd.exp(shifted), axis=1, keepdims=True))
    return cross_entropy(logarithms, y)
