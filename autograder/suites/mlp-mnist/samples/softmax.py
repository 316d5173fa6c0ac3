# %% [markdown]
# # Right
# ## MXNet's own functions

# %% right_builtin
"""MXNet's own function."""
def softmax(y_linear):
    return nd.softmax(y_linear)

# %% right_method
"""The array's own method."""
def softmax(y_linear):
    return y_linear.softmax(axis=1)

# %% right_exp_of_log
"""exp of MXNet's log_softmax."""
def softmax(y_linear):
    return nd.exp(nd.log_softmax(y_linear, axis=-1))

# %% [markdown]
# ## Other operators

# %% right_broadcast
"""MXNet's explicit broadcasting operators, and the shift kept out of the gradient."""
def softmax(y_linear):
    largest = nd.stop_gradient(nd.max(y_linear, axis=1, keepdims=True))
    exp = nd.exp(nd.broadcast_sub(y_linear, largest))
    return nd.broadcast_div(exp, nd.sum(exp, axis=1, keepdims=True))

# %% right_exclude
"""The sum over all axes but the first, and a tiny number that changes nothing."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=0, exclude=True, keepdims=True))
    return exp / (nd.sum(exp, axis=0, exclude=True, keepdims=True) + 1e-12)

# %% right_transposed
"""Turned on its side, so that plain broadcasting fits."""
def softmax(y_linear):
    sideways = y_linear.T
    exp = nd.exp(sideways - nd.max(sideways, axis=0))
    return (exp / nd.sum(exp, axis=0)).T

# %% right_ones_product
"""The sums by a product with a matrix of ones."""
def softmax(y_linear):
    k = y_linear.shape[1]
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return exp / nd.dot(exp, nd.ones((k, k)))

# %% right_topk
"""The largest entry by topk, the sum through an exponential and a logarithm."""
def softmax(y_linear):
    largest = nd.topk(y_linear, axis=1, k=1, ret_typ="value")
    shifted = y_linear - largest
    return nd.exp(shifted - nd.log(nd.sum(nd.exp(shifted), axis=1, keepdims=True)))

# %% right_log_sum_exp
"""exp of the difference to the log-sum-exp."""
def _log_sum_exp(z):
    m = nd.max(z, axis=1, keepdims=True)
    return m + nd.log(nd.sum(nd.exp(z - m), axis=1, keepdims=True))


def softmax(y_linear):
    return nd.exp(y_linear - _log_sum_exp(y_linear))

# %% [markdown]
# ## The largest entry of the whole batch

# %% right_global_max
"""The largest entry of the whole batch is subtracted."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear))
    partition = nd.sum(exp, axis=1).reshape((-1, 1))
    return exp / partition

# %% right_published
"""The batch's largest entry, and the sum over all axes but the first, as in the published chapter."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear))
    partition = nd.nansum(exp, axis=0, exclude=True).reshape((-1, 1))
    return exp / partition

# %% [markdown]
# ## Other styles

# %% right_rows
"""One row after the other."""
def softmax(y_linear):
    rows = []
    for i in range(y_linear.shape[0]):
        exp = nd.exp(y_linear[i] - nd.max(y_linear[i]))
        rows.append(exp / exp.sum())
    return nd.stack(*rows, axis=0)

# %% right_own_gradient
"""A function of autograd's with a backward pass of its own."""
class _Softmax(autograd.Function):
    def forward(self, z):
        exp = nd.exp(z - z.max(axis=1, keepdims=True))
        p = exp / exp.sum(axis=1, keepdims=True)
        self.save_for_backward(p)
        return p

    def backward(self, head):
        (p,) = self.saved_tensors
        return p * (head - (head * p).sum(axis=1, keepdims=True))


def softmax(y_linear):
    return _Softmax()(y_linear)

# %% [markdown]
# # Wrong
# ## The wrong axis

# %% wrong_axis_0
"""The probabilities add up to 1 down each column, not along each row: maximum and sum run over the wrong axis."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=0, keepdims=True))
    return exp / nd.sum(exp, axis=0, keepdims=True)

# %% wrong_axis_0_no_shift
"""The probabilities add up to 1 down each column, not along each row: the sum runs over the wrong axis.

Known as: wrong_axis_0
"""
def softmax(y_linear):
    exp = nd.exp(y_linear)
    return exp / nd.sum(exp, axis=0)

# %% wrong_sum_axis_0
"""The maximum is taken along each row, but the sum down each column: the columns add up to 1, not the rows."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return exp / nd.sum(exp, axis=0, keepdims=True)

# %% wrong_maximum_axis_0
"""The maximum is taken down each column: what is subtracted then differs within a row, and changes its probabilities."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=0, keepdims=True))
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_no_keepdims
"""The sums of the rows lost their axis: they line up with the columns, so that shapes do not fit, or rows are divided by the sums of other rows."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return nd.broadcast_div(exp, nd.sum(exp, axis=1).reshape((1, -1)))

# %% wrong_no_keepdims_plain
"""The sums of the rows lost their axis: they line up with the columns, so that shapes do not fit, or rows are divided by the sums of other rows.

Known as: wrong_no_keepdims
"""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return exp / nd.sum(exp, axis=1)

# %% wrong_sum_over_everything
"""The whole batch sums to 1, but each row should: all rows are divided by the same sum."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear))
    return exp / nd.sum(exp)

# %% [markdown]
# ## Another function

# %% wrong_no_exp
"""The entries are divided by their sum as they are: the exponential is missing."""
def softmax(y_linear):
    positive = nd.abs(y_linear)
    return positive / nd.sum(positive, axis=1, keepdims=True)

# %% wrong_no_exp_signed
"""The entries are divided by their sum as they are: the exponential is missing.

Known as: wrong_no_exp
"""
def softmax(y_linear):
    return y_linear / nd.sum(y_linear, axis=1, keepdims=True)

# %% wrong_base_two
"""The powers have the wrong base: the exponential function has the base e."""
def softmax(y_linear):
    power = 2 ** (y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return power / nd.sum(power, axis=1, keepdims=True)

# %% wrong_sigmoid
"""Each entry is treated on its own, without the others in its row: the row does not sum to 1."""
def softmax(y_linear):
    return nd.sigmoid(y_linear)

# %% wrong_log
"""These are the logarithms of the probabilities: they are negative and do not sum to 1."""
def softmax(y_linear):
    return nd.log_softmax(y_linear)

# %% wrong_hard
"""All the probability goes to the largest entry of a row; the others should keep their share, and no gradient flows
this way.
"""
def softmax(y_linear):
    return nd.one_hot(nd.argmax(y_linear, axis=1), y_linear.shape[1])

# %% wrong_hard_ties
"""All the probability goes to the largest entry of a row; the others should keep their share, and no gradient flows this way.

Known as: wrong_hard
"""
def softmax(y_linear):
    return y_linear == nd.max(y_linear, axis=1, keepdims=True)

# %% wrong_rounded
"""The probabilities are rounded: small ones become 0, rows no longer sum to 1 exactly, and no gradient flows."""
def softmax(y_linear):
    return nd.round(nd.softmax(y_linear) * 1000) / 1000

# %% [markdown]
# ## Numerically unstable

# %% wrong_no_shift
"""The formula is right on paper, but exponentials of large entries are infinite, and a row of very negative ones sums to 0: NaN.

Source: Goodfellow, Bengio and Courville, Deep Learning, section 4.1, Overflow and Underflow.
"""
def softmax(y_linear):
    exp = nd.exp(y_linear)
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_minimum
"""The smallest entry of each row is subtracted; only the largest one keeps every exponential at 1 or below."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.min(y_linear, axis=1, keepdims=True))
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_pairwise
"""Each probability is 1 over a sum of exponentials: where that overflows, 1 / inf is 0, but its gradient is NaN."""
def softmax(y_linear):
    differences = y_linear.expand_dims(axis=1) - y_linear.expand_dims(axis=2)
    return 1 / nd.exp(differences).sum(axis=2)

# %% wrong_global_maximum_eps
"""A small number is added to the denominator: rows that lie far below the largest one no longer sum to 1."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear))
    return exp / (nd.sum(exp, axis=1, keepdims=True) + 1e-8)

# %% [markdown]
# ## The wrong shift

# %% wrong_shift_result_only
"""Numerator and denominator do not match: one was shifted, the other was not."""
def softmax(y_linear):
    shifted = y_linear - nd.max(y_linear, axis=1, keepdims=True)
    return nd.exp(shifted) / nd.sum(nd.exp(y_linear), axis=1, keepdims=True)

# %% wrong_divided_by_maximum
"""The entries are scaled down instead of shifted: that changes the differences between them, and so the
probabilities.
"""
def softmax(y_linear):
    exp = nd.exp(y_linear / nd.max(nd.abs(y_linear), axis=1, keepdims=True))
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_clipped
"""Entries are clipped before the exponential, so that larger ones can no longer be told apart."""
def softmax(y_linear):
    exp = nd.exp(nd.clip(y_linear, -30, 30))
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_clipped_to_fifty
"""Entries are clipped before the exponential, so that larger ones can no longer be told apart.

Known as: wrong_clipped
"""
def softmax(y_linear):
    exp = nd.exp(nd.clip(y_linear, -50, 50))
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_clipped_to_eighty
"""Entries are clipped before the exponential, so that larger ones can no longer be told apart.

Known as: wrong_clipped
"""
def softmax(y_linear):
    exp = nd.exp(nd.clip(y_linear, -80, 80))
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% [markdown]
# ## No gradient

# %% wrong_numpy
"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows."""
def softmax(y_linear):
    z = y_linear.asnumpy()
    exp = np.exp(z - z.max(axis=1, keepdims=True))
    return nd.array(exp / exp.sum(axis=1, keepdims=True))

# %% [markdown]
# ## Side effects

# %% wrong_mutates
"""The result is right, but the caller's array was changed on the way."""
def softmax(y_linear):
    y_linear[:] = y_linear - nd.max(y_linear, axis=1, keepdims=True)
    exp = nd.exp(y_linear)
    return exp / nd.sum(exp, axis=1, keepdims=True)

# %% wrong_shared_result
"""All calls of one shape share one array for their results: a later call changes an earlier result."""
_results = {}


def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    result = _results.setdefault(y_linear.shape, nd.zeros(y_linear.shape))
    result[:] = exp / nd.sum(exp, axis=1, keepdims=True)
    return result

# %% [markdown]
# ## One batch size only

# %% wrong_batch_of_64
"""The number of rows is hard-coded: batches of another size do not work."""
def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1).reshape((64, 1)))
    return exp / nd.sum(exp, axis=1).reshape((64, 1))

# %% wrong_first_maximum
"""The maximum of the first call is kept and subtracted in every later one: it prevents an overflow for those numbers only."""
_maximum = []


def softmax(y_linear):
    if not _maximum:
        _maximum.append(nd.max(y_linear).asscalar())
    exp = nd.exp(y_linear - _maximum[0])
    return exp / nd.sum(exp, axis=1, keepdims=True)
