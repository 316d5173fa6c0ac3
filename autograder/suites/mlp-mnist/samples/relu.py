# %% [markdown]
# # Right
# ## MXNet's own functions

# %% right_builtin
"""MXNet's own function."""
def relu(X):
    return nd.relu(X)

# %% right_method
"""The array's own method."""
def relu(X):
    return X.relu()

# %% right_activation
"""The layer that gluon uses."""
def relu(X):
    return nd.Activation(X, act_type="relu")

# %% right_gluon
"""gluon's activation layer, made once."""
_layer = mx.gluon.nn.Activation("relu")


def relu(X):
    return _layer(X)

# %% right_clip
"""Clipped from below."""
def relu(X):
    return nd.clip(X, a_min=0, a_max=float("inf"))

# %% right_leaky_without_leak
"""MXNet's leaky relu with a leak of 0."""
def relu(X):
    return nd.LeakyReLU(X, act_type="leaky", slope=0.0)

# %% right_where
"""A choice between X and zeros."""
def relu(X):
    return nd.where(X > 0, X, nd.zeros_like(X))

# %% right_zeros_like
"""The larger of X and an array of zeros."""
def relu(X):
    zeros = nd.zeros_like(X)
    return nd.maximum(X, zeros)

# %% right_zeros_on_cpu
"""Zeros of the right shape, with device and dtype written out."""
def relu(X):
    return nd.maximum(X, nd.zeros(X.shape, ctx=mx.cpu(), dtype="float32"))

# %% [markdown]
# ## Formulas

# %% right_half_sum
"""Half the sum of X and its absolute value."""
def relu(X):
    return 0.5 * (X + nd.abs(X))

# %% right_mask
"""Multiplied by a mask of ones and zeros."""
def relu(X):
    return X * (X > 0)

# %% right_negative_part
"""X minus its negative part."""
def _negative_part(X):
    return nd.minimum(X, 0)


def relu(X):
    return X - _negative_part(X)

# %% [markdown]
# ## A gradient of its own

# %% right_own_gradient
"""A function of autograd's with a backward pass of its own."""
class _Relu(autograd.Function):
    def forward(self, X):
        self.save_for_backward(X)
        return nd.maximum(X, 0)

    def backward(self, head):
        (X,) = self.saved_tensors
        return head * (X > 0)


def relu(X):
    return _Relu()(X)

# %% [markdown]
# # Wrong
# ## Another function

# %% wrong_identity
"""Every entry passes unchanged, the negative ones too."""
def relu(X):
    return X

# %% wrong_absolute
"""Negative entries become positive; they should become 0."""
def relu(X):
    return nd.abs(X)

# %% wrong_step
"""The result says only which entries are positive: it is the slope of relu, not relu itself."""
def relu(X):
    return X > 0

# %% wrong_leaky
"""A small part of each negative entry leaks through; relu lets none of it pass."""
def relu(X):
    return nd.where(X > 0, X, 0.01 * X)

# %% wrong_leaky_tenth
"""A small part of each negative entry leaks through; relu lets none of it pass.

Known as: wrong_leaky
"""
def relu(X):
    return nd.LeakyReLU(X, slope=0.1)

# %% wrong_capped
"""Large entries do not come through unchanged: there is an upper bound, and relu has none."""
def relu(X):
    return nd.clip(X, 0, 6)

# %% wrong_threshold
"""Small positive entries become 0, like the negative ones: the kink is not at 0."""
def relu(X):
    return X * (X > 0.001)

# %% wrong_maximum_one
"""The entries are compared with the wrong number: even small positive ones become larger."""
def relu(X):
    return nd.maximum(X, 1)

# %% wrong_softplus
"""This is a smooth curve that only resembles relu: it has no kink at 0 and is nowhere exactly 0."""
def relu(X):
    return nd.Activation(X, act_type="softrelu")

# %% [markdown]
# ## No gradient, or not a number

# %% wrong_detached
"""The values are right, but no gradient flows back: the result is cut off from the computation that led to X."""
def relu(X):
    return nd.maximum(X.detach(), 0)

# %% wrong_numpy
"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows.

Known as: wrong_detached
"""
def relu(X):
    return nd.array(np.maximum(X.asnumpy(), 0))

# %% wrong_square_root
"""The values are right, but an intermediate result has an infinite slope at 0: the gradient there is NaN.
"""
def relu(X):
    return (X + nd.sqrt(X * X)) / 2

# %% [markdown]
# ## The wrong kind of result

# %% wrong_returns_numpy
"""A NumPy array is returned, but an MXNet array is needed: autograd cannot follow it."""
def relu(X):
    return np.maximum(X.asnumpy(), 0)

# %% wrong_mx_np
"""The result is an array of MXNet's other kind, the NumPy-like one: the two kinds do not mix."""
def relu(X):
    return mx.np.maximum(X.as_np_ndarray(), 0)

# %% wrong_no_return
"""The function returns nothing: the result is computed and lost."""
def relu(X):
    result = nd.maximum(X, 0)

# %% [markdown]
# ## Side effects

# %% wrong_in_place
"""The result is right, but the caller's array was overwritten with it."""
def relu(X):
    X[:] = nd.maximum(X, 0)
    return X

# %% [markdown]
# ## Not every array

# %% wrong_mask_assignment
"""A comparison used as an index does not select entries of MXNet's arrays: it addresses rows that may not exist."""
def relu(X):
    Y = X.copy()
    Y[Y < 0] = 0
    return Y

# %% wrong_first_shape
"""The zeros are made once, in the shape of the first call, and kept: arrays of another shape do not fit them."""
_zeros = []


def relu(X):
    if not _zeros:
        _zeros.append(nd.zeros_like(X))
    return nd.maximum(X, _zeros[0])

# %% wrong_two_axes_only
"""The function works for arrays with two axes only; relu treats each entry by itself, whatever the shape."""
def relu(X):
    rows, columns = X.shape
    return nd.maximum(X.reshape((rows, columns)), 0)

# %% [markdown]
# ## State and extremes

# %% wrong_remembered
"""An earlier result is returned again whenever an array of the same shape comes, whatever numbers it holds."""
_results = {}


def relu(X):
    if X.shape not in _results:
        _results[X.shape] = nd.maximum(X, 0)
    return _results[X.shape]

# %% wrong_shared_result
"""All calls of one shape share one array for their results: a later call changes an earlier result."""
_results = {}


def relu(X):
    if autograd.is_recording():
        return nd.maximum(X, 0)
    result = _results.setdefault(X.shape, nd.zeros(X.shape))
    result[:] = nd.maximum(X, 0)
    return result

# %% wrong_gradient_overflow
"""The values are right, but a branch that is not chosen overflows for large entries: infinity times 0 makes the gradient NaN."""
def relu(X):
    return nd.where(X > 0, X, 0 * nd.exp(X))
