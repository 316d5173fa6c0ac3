# %% [markdown]
# # Right
# ## Other ways to square

# %% right_square
"""mx.nd.square and mx.nd.mean."""
def norm_stat(d):
    return mx.nd.sqrt(mx.nd.mean(mx.nd.square(d)))

# %% right_power
"""Powers written out."""
def norm_stat(d):
    return mx.nd.power((d**2).sum() / d.size, 0.5)

# %% right_dot
"""The product of the array with itself."""
def norm_stat(d):
    return mx.nd.sqrt(mx.nd.dot(d.reshape((-1,)), d.reshape((-1,))) / d.size)

# %% right_method
"""The array's own method."""
def norm_stat(d):
    return d.norm() / d.size**0.5

# %% right_flat
"""Of the array as one row."""
def norm_stat(d):
    return mx.nd.norm(d.reshape((-1,))) / (d.size**0.5)

# %% [markdown]
# ## Other ways to the mean

# %% right_sum_of_squares
"""The sum of the squares, divided by their number."""
def norm_stat(d):
    return mx.nd.sqrt(mx.nd.sum(d * d) / d.size)

# %% right_root_of_mean
"""The root of the mean of the squares."""
def norm_stat(d):
    return (d**2).mean().sqrt()

# %% right_product_of_shape
"""The number of elements from the shape."""
def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(np.prod(d.shape))

# %% right_math
"""Python's own square root."""
import math


def norm_stat(d):
    return mx.nd.norm(d) / math.sqrt(d.size)

# %% right_numpy
"""Worked out by NumPy, and given back as an NDArray."""
def norm_stat(d):
    return mx.nd.array([np.linalg.norm(d.asnumpy()) / np.sqrt(d.size)])

# %% [markdown]
# # Wrong
# ## Another number

# %% wrong_norm
"""The norm is not divided: large arrays count for more."""
def norm_stat(d):
    return mx.nd.norm(d)

# %% wrong_mean
"""This is the mean of the elements: positive and negative ones cancel."""
def norm_stat(d):
    return d.mean()

# %% wrong_mean_square
"""This is the mean of the squares: the root is missing."""
def norm_stat(d):
    return (d**2).mean()

# %% wrong_mean_of_absolutes
"""This is the mean of the absolute values, not the root of the mean of the squares."""
def norm_stat(d):
    return d.abs().mean()

# %% wrong_absolute_norm
"""The sum of the absolute values is used instead of the norm."""
def norm_stat(d):
    return d.abs().sum() / np.sqrt(d.size)

# %% wrong_maximum
"""This is the largest absolute value."""
def norm_stat(d):
    return d.abs().max()

# %% wrong_standard_deviation
"""The mean was subtracted first: that is the standard deviation."""
def norm_stat(d):
    return ((d - d.mean()) ** 2).mean().sqrt()

# %% [markdown]
# ## The wrong quotient

# %% wrong_divided_by_size
"""The norm is divided by the number of elements, not by its root."""
def norm_stat(d):
    return mx.nd.norm(d) / d.size

# %% wrong_multiplied
"""The norm is multiplied by the root of the number of elements, not divided by it."""
def norm_stat(d):
    return mx.nd.norm(d) * np.sqrt(d.size)

# %% wrong_root_of_norm
"""The root is taken of the whole quotient, not of the number of elements alone."""
def norm_stat(d):
    return mx.nd.sqrt(mx.nd.norm(d) / d.size)

# %% wrong_one_less
"""The norm is divided by the root of one less than the number of elements."""
def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(max(1, d.size - 1))

# %% wrong_rows
"""The norm is divided by the root of the number of rows."""
def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(len(d))

# %% wrong_columns
"""The norm is divided by the root of the length of the last axis."""
def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(d.shape[-1])

# %% wrong_rows_times_columns
"""The number of elements is taken to be rows times columns: further axes do not count, and an array of one axis has no columns."""
def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(d.shape[0] * d.shape[1])

# %% wrong_row_norms
"""The result is the norm of each row."""
def norm_stat(d):
    return mx.nd.norm(d, axis=0) / np.sqrt(d.size)

# %% [markdown]
# ## The wrong kind of result

# %% wrong_number
"""The result is a Python number: Monitor needs an array."""
def norm_stat(d):
    return float((mx.nd.norm(d) / np.sqrt(d.size)).asscalar())

# %% wrong_numpy_array
"""The result is a NumPy array: Monitor needs an NDArray."""
def norm_stat(d):
    return (mx.nd.norm(d) / np.sqrt(d.size)).asnumpy()

# %% wrong_printed
"""The result is printed, not returned.

Known as: wrong_no_return
"""
def norm_stat(d):
    print(mx.nd.norm(d) / np.sqrt(d.size))

# %% wrong_no_return
"""The result is not returned."""
def norm_stat(d):
    stat = mx.nd.norm(d) / np.sqrt(d.size)

# %% [markdown]
# ## Side effects

# %% wrong_in_place
"""The weights themselves are squared: monitoring changes the network."""
def norm_stat(d):
    d *= d
    return d.mean().sqrt()

# %% wrong_shared_result
"""Every call returns the same array: a later call changes an earlier result."""
_result = mx.nd.zeros(1)


def norm_stat(d):
    _result[:] = mx.nd.norm(d) / np.sqrt(d.size)
    return _result

# %% wrong_first_size
"""The number of elements of the first array is kept and used for all later ones."""
_size = []


def norm_stat(d):
    _size.append(d.size)
    return mx.nd.norm(d) / np.sqrt(_size[0])
