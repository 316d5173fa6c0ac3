# %% [markdown]
# # Right
# ## Other operators

# %% right_sum
"""The sum of squares, divided by 2n."""
def mean_squared_error(X, w, b, y):
    difference = y - linear(X, w, b)
    return nd.sum(difference * difference) / (2 * len(y))

# %% right_dot
"""The errors' product with themselves."""
def mean_squared_error(X, w, b, y):
    errors = linear(X, w, b) - y
    return 0.5 * nd.dot(errors, errors) / errors.shape[0]

# %% right_gluon
"""Gluon's own loss, which has the half in it."""
def mean_squared_error(X, w, b, y):
    return mx.gluon.loss.L2Loss()(linear(X, w, b), y).mean()

# %% [markdown]
# ## Other styles

# %% right_own_prediction
"""Predicts by itself."""
def mean_squared_error(X, w, b, y):
    return nd.square(nd.sum(X * w, axis=1) + b - y).mean() / 2

# %% [markdown]
# # Wrong
# ## The wrong formula

# %% wrong_absolute
"""Takes the size of each error instead of its square."""
def mean_squared_error(X, w, b, y):
    return nd.mean(nd.abs(linear(X, w, b) - y)) / 2

# %% wrong_added
"""Adds the true value instead of subtracting it."""
def mean_squared_error(X, w, b, y):
    return nd.mean((linear(X, w, b) + y) ** 2) / 2

# %% wrong_root
"""Takes the root of the mean: that is the root mean squared error."""
def mean_squared_error(X, w, b, y):
    return nd.sqrt(nd.mean((linear(X, w, b) - y) ** 2)) / 2

# %% wrong_square_of_mean
"""Squares the mean error: errors of both signs cancel before they are squared."""
def mean_squared_error(X, w, b, y):
    return nd.mean(linear(X, w, b) - y) ** 2 / 2

# %% [markdown]
# ## The wrong scale

# %% wrong_no_half
"""The half is missing: the result is twice what it should be."""
def mean_squared_error(X, w, b, y):
    return nd.mean((linear(X, w, b) - y) ** 2)

# %% wrong_total
"""The sum over the examples instead of their mean."""
def mean_squared_error(X, w, b, y):
    return nd.sum((linear(X, w, b) - y) ** 2) / 2

# %% wrong_features
"""Divides by the number of features instead of examples."""
def mean_squared_error(X, w, b, y):
    return nd.sum((linear(X, w, b) - y) ** 2) / (2 * X.shape[1])

# %% [markdown]
# ## The wrong shape

# %% wrong_per_example
"""One number for each example: the mean is missing."""
def mean_squared_error(X, w, b, y):
    return (linear(X, w, b) - y) ** 2 / 2

# %% [markdown]
# ## No gradient

# %% wrong_detached
"""Takes the prediction out of autograd's sight: the value is right, but nothing can be learned."""
def mean_squared_error(X, w, b, y):
    return nd.mean((linear(X, w, b).detach() - y) ** 2) / 2
