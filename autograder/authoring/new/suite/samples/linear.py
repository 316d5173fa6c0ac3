# %% [markdown]
# # Right
# ## Other operators

# %% right_sum
"""Products added up along each row."""
def linear(X, w, b):
    return nd.sum(X * w, axis=1) + b

# %% right_column
"""A product with w as a column."""
def linear(X, w, b):
    return nd.dot(X, w.reshape((-1, 1))).reshape((-1,)) + b

# %% right_fully_connected
"""MXNet's own layer."""
def linear(X, w, b):
    return nd.FullyConnected(X, w.reshape((1, -1)), b, num_hidden=1).reshape((-1,))

# %% [markdown]
# ## Other styles

# %% right_feature_by_feature
"""A loop over the features."""
def linear(X, w, b):
    total = nd.zeros((X.shape[0],)) + b
    for j in range(X.shape[1]):
        total = total + X[:, j] * w[j]
    return total

# %% [markdown]
# # Wrong
# ## The wrong formula

# %% wrong_no_bias
"""The bias is left out."""
def linear(X, w, b):
    return nd.dot(X, w)

# %% wrong_bias_subtracted
"""The bias is subtracted instead of added."""
def linear(X, w, b):
    return nd.dot(X, w) - b

# %% wrong_weights_added
"""Weights are added to the features, not multiplied with them."""
def linear(X, w, b):
    return nd.sum(X + w, axis=1) + b

# %% wrong_mean
"""Takes the mean over the features instead of their sum."""
def linear(X, w, b):
    return nd.mean(X * w, axis=1) + b

# %% wrong_two_features
"""Looks at the first two features only."""
def linear(X, w, b):
    return nd.dot(X[:, :2], w[:2]) + b

# %% [markdown]
# ## Axis and shape

# %% wrong_axis_0
"""Adds up along the columns of X, the examples, instead of the rows."""
def linear(X, w, b):
    return nd.sum(X * w, axis=0) + b

# %% wrong_one_column
"""The result has shape (n, 1) instead of (n,)."""
def linear(X, w, b):
    return nd.dot(X, w.reshape((-1, 1))) + b

# %% [markdown]
# ## No gradient

# %% wrong_numpy
"""Computed with NumPy: the values are right, but autograd loses track and nothing can be learned."""
def linear(X, w, b):
    return nd.array(X.asnumpy() @ w.asnumpy() + b.asnumpy())

# %% [markdown]
# ## Side effects

# %% wrong_in_place
"""Writes the result into the caller's X."""
def linear(X, w, b):
    X[:, :] = X * w
    return nd.sum(X, axis=1) + b
