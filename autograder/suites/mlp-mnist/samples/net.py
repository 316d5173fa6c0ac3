# %% [markdown]
# # Right
# ## MXNet's own functions

# %% right_fully_connected
"""MXNet's FullyConnected, which wants its weights transposed."""
def net(X):
    h = nd.FullyConnected(X, W1.T, b1, num_hidden=256)
    h = nd.FullyConnected(relu(h), W2.T, b2, num_hidden=256)
    return nd.FullyConnected(relu(h), W3.T, b3, num_hidden=10)

# %% right_flatten_block
"""gluon's Flatten, and biases by explicit broadcasting."""
_flatten = mx.gluon.nn.Flatten()


def net(X):
    h1 = relu(nd.broadcast_add(nd.dot(_flatten(X), W1), b1.expand_dims(axis=0)))
    h2 = relu(nd.broadcast_add(nd.dot(h1, W2), b2.expand_dims(axis=0)))
    return nd.broadcast_add(nd.dot(h2, W3), b3.expand_dims(axis=0))

# %% right_gemm
"""Matrix products by linalg.gemm2, biases by broadcasting."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.linalg.gemm2(X, W1) + b1.expand_dims(axis=0))
    h2 = relu(nd.linalg.gemm2(h1, W2) + b2.expand_dims(axis=0))
    return nd.linalg.gemm2(h2, W3) + b3.expand_dims(axis=0)

# %% [markdown]
# ## Other styles

# %% right_published
"""Flat images, layer by layer, as in the published chapter: its caller flattens."""
def net(X):
    h1_linear = nd.dot(X, W1) + b1
    h1 = relu(h1_linear)
    h2_linear = nd.dot(h1, W2) + b2
    h2 = relu(h2_linear)
    yhat_linear = nd.dot(h2, W3) + b3
    return yhat_linear

# %% right_helper
"""A helper for one layer, and MXNet's own relu."""
def _dense(h, W, b):
    return nd.broadcast_add(nd.dot(h, W), b.reshape((1, -1)))


def net(X):
    h1 = nd.relu(_dense(X.flatten(), W1, b1))
    h2 = nd.relu(_dense(h1, W2, b2))
    return _dense(h2, W3, b3)

# %% right_loop
"""A loop over the list of parameters."""
def net(X):
    h = X.reshape((X.shape[0], -1))
    for i in range(0, len(params), 2):
        h = nd.dot(h, params[i]) + params[i + 1]
        if i + 2 < len(params):
            h = relu(h)
    return h

# %% right_reduce
"""A fold over the layers."""
from functools import reduce


def net(X):
    hidden = reduce(lambda h, layer: relu(nd.dot(h, layer[0]) + layer[1]), [(W1, b1), (W2, b2)], X.flatten())
    return nd.dot(hidden, W3) + b3

# %% right_class
"""A class whose object is called."""
class _Network:
    def __init__(self, parameters):
        self.parameters = parameters

    def __call__(self, X):
        *hidden, last = zip(self.parameters[::2], self.parameters[1::2])
        h = X.reshape((-1, 28 * 28))
        for W, b in hidden:
            h = nd.Activation(nd.dot(h, W) + b, act_type="relu")
        return nd.dot(h, last[0]) + last[1]


_network = _Network(params)


def net(X):
    return _network(X)

# %% right_captured
"""The parameter arrays and relu are bound when net is defined."""
def net(X, layers=((W1, b1), (W2, b2)), act=relu):
    h = X.reshape((-1, 784))
    for W, b in layers:
        h = act(nd.dot(h, W) + b)
    return nd.dot(h, W3) + b3

# %% [markdown]
# ## Other arithmetic

# %% right_bias_as_row
"""Each bias as one more row of its weights, and a column of ones."""
def _layer(h, W, b):
    ones = nd.ones((h.shape[0], 1), ctx=h.context)
    return nd.dot(nd.concat(h, ones, dim=1), nd.concat(W, b.reshape((1, -1)), dim=0))


def net(X):
    h1 = relu(_layer(X.reshape((X.shape[0], -1)), W1, b1))
    h2 = relu(_layer(h1, W2, b2))
    return _layer(h2, W3, b3)

# %% right_column_form
"""Images as columns: every product the other way round."""
def net(X):
    columns = X.reshape((-1, 784)).T
    h1 = relu(nd.dot(W1, columns, transpose_a=True) + b1.reshape((-1, 1)))
    h2 = relu(nd.dot(W2, h1, transpose_a=True) + b2.reshape((-1, 1)))
    return (nd.dot(W3, h2, transpose_a=True) + b3.reshape((-1, 1))).T

# %% right_one_image_at_a_time
"""One image after the other."""
def _scores(image):
    h1 = nd.maximum(nd.dot(image, W1) + b1, 0)
    h2 = nd.maximum(nd.dot(h1, W2) + b2, 0)
    return nd.dot(h2, W3) + b3


def net(X):
    rows = X.reshape((X.shape[0], 784))
    return nd.stack(*[_scores(rows[i]) for i in range(X.shape[0])], axis=0)

# %% [markdown]
# # Wrong
# ## Activations

# %% wrong_linear
"""There is no non-linear function between the layers: three linear layers in a row are equivalent to one."""
def net(X):
    X = X.reshape((-1, 784))
    return nd.dot(nd.dot(nd.dot(X, W1) + b1, W2) + b2, W3) + b3

# %% wrong_one_relu_missing_first
"""One hidden layer has its activation, the other has none.

Known as: wrong_one_relu_missing
"""
def net(X):
    X = X.reshape((-1, 784))
    h1 = nd.dot(X, W1) + b1
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_one_relu_missing
"""One hidden layer has its activation, the other has none."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = nd.dot(h1, W2) + b2
    return nd.dot(h2, W3) + b3

# %% wrong_relu_on_output
"""The scores cannot be negative: the activation was applied to the last layer, too."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return relu(nd.dot(h2, W3) + b3)

# %% wrong_tanh
"""The activation between the layers is not relu: it levels off for large values."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = nd.tanh(nd.dot(X, W1) + b1)
    h2 = nd.tanh(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% [markdown]
# ## Weights and biases

# %% wrong_missing_first_bias
"""One of the biases is not used: the first layer has none."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1))
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_missing_second_bias
"""One of the biases is not used: the second layer has none."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2))
    return nd.dot(h2, W3) + b3

# %% wrong_missing_last_bias
"""One of the biases is not used: the last layer has none."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3)

# %% wrong_same_bias_twice
"""One of the biases is used in two layers, and another one in none."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b1)
    return nd.dot(h2, W3) + b3

# %% wrong_bias_after_relu
"""The biases of the hidden layers are added after relu; relu should see products and biases together."""
def net(X):
    h1 = relu(nd.dot(X, W1)) + b1
    h2 = relu(nd.dot(h1, W2)) + b2
    return nd.dot(h2, W3) + b3

# %% wrong_second_bias_after_relu
"""The biases of a hidden layer are added after relu; relu should see products and biases together."""
def net(X):
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2)) + b2
    return nd.dot(h2, W3) + b3

# %% wrong_second_layer_skipped
"""The second hidden layer is not part of the network: the last layer takes the output of the first one."""
def net(X):
    h1 = relu(nd.dot(X, W1) + b1)
    return nd.dot(h1, W3) + b3

# %% wrong_second_layer_twice
"""The second hidden layer is applied twice."""
def net(X):
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    h2 = relu(nd.dot(h2, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_skip_connection
"""The output of the first hidden layer is added to that of the second."""
def net(X):
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h1 + h2, W3) + b3

# %% wrong_transposed
"""One of the weight matrices is transposed: as it is square, the shapes still fit."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2.T) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_copied_parameters
"""The network keeps copies of the parameters as they were at the start: training does not change these."""
_first = [param.copy() for param in params]


def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, _first[0]) + _first[1])
    h2 = relu(nd.dot(h1, _first[2]) + _first[3])
    return nd.dot(h2, _first[4]) + _first[5]

# %% [markdown]
# ## Images are changed first

# %% wrong_scaled_input
"""The pixels are scaled a second time; they are between 0 and 1 already."""
def net(X):
    X = X.reshape((-1, 784)) / 255
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_clipped_input
"""Pixels outside the range from 0 to 1 are clipped before the first layer; they should be used as they are."""
def net(X):
    X = nd.clip(X.reshape((-1, 784)), 0, 1)
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_relu_on_input
"""Negative pixels are set to 0 before the first layer, as if the images were the output of a hidden layer."""
def net(X):
    X = relu(X.reshape((-1, 784)))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% [markdown]
# ## The result is not scores

# %% wrong_probabilities
"""Probabilities are returned instead of scores: the last step belongs to the loss, which would do it a second time.

Source: Andrej Karpathy's list of the most common neural net mistakes, Twitter, 1 July 2018.
"""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return softmax(nd.dot(h2, W3) + b3)

# %% wrong_log_probabilities
"""Log-probabilities are returned instead of scores: the last step belongs to the loss."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.log_softmax(nd.dot(h2, W3) + b3)

# %% wrong_log_of_probabilities
"""Log-probabilities are returned instead of scores: the last step belongs to the loss.

Known as: wrong_log_probabilities
"""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.log(softmax(nd.dot(h2, W3) + b3))

# %% [markdown]
# ## No gradient

# %% wrong_detached_hidden
"""The scores are right, but the hidden layers are cut off from the gradient: only the last layer learns."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2).detach()
    return nd.dot(h2, W3) + b3

# %% [markdown]
# ## Results depend on the call

# %% wrong_dropout
"""While autograd records, some hidden units are switched off at random: the scores change from call to call."""
def net(X):
    X = X.reshape((-1, 784))
    h1 = nd.Dropout(relu(nd.dot(X, W1) + b1), p=0.5)
    h2 = nd.Dropout(relu(nd.dot(h1, W2) + b2), p=0.5)
    return nd.dot(h2, W3) + b3

# %% wrong_remembered
"""The result of an earlier call is kept and returned again, even when the images or the parameters are new."""
_kept = {}


def net(X):
    if X.shape not in _kept:
        flat = X.reshape((-1, 784))
        h1 = relu(nd.dot(flat, W1) + b1)
        h2 = relu(nd.dot(h1, W2) + b2)
        _kept[X.shape] = nd.dot(h2, W3) + b3
    return _kept[X.shape]

# %% [markdown]
# ## Not every batch

# %% wrong_batch_of_64
"""The number of images is hard-coded: batches of another size do not work."""
def net(X):
    X = X.reshape((64, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3

# %% wrong_four_axes
"""The code expects images with rows, columns and channels; it is given one row of pixels for each image."""
def net(X):
    n, height, width, channels = X.shape
    X = X.reshape((n, height * width * channels))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3
