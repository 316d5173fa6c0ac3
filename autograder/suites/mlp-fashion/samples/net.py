# %% [markdown]
# # Right
# ## Other operators

# %% right_flatten
"""Flattened by the array's own method, with MXNet's own relu."""
def net(X):
    return nd.dot(nd.relu(nd.dot(X.flatten(), W1) + b1), W2) + b2

# %% right_flatten_block
"""gluon's Flatten, and biases by explicit broadcasting."""
_flatten = gluon.nn.Flatten()


def net(X):
    h = relu(nd.broadcast_add(nd.dot(_flatten(X), W1), b1.expand_dims(axis=0)))
    return nd.broadcast_add(nd.dot(h, W2), b2.expand_dims(axis=0))

# %% right_zero_in_reshape
"""MXNet's 0 in reshape: as many rows as there were."""
def net(X):
    X = X.reshape((0, -1))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% right_number_of_inputs
"""Rows of as many pixels as there are inputs."""
def net(X):
    X = X.reshape((-1, num_inputs))
    hidden = relu(nd.dot(X, W1) + b1)
    output = nd.dot(hidden, W2) + b2
    return output

# %% right_fully_connected
"""MXNet's FullyConnected, which wants its weights transposed."""
def net(X):
    h = nd.FullyConnected(X, W1.T, b1, num_hidden=num_hiddens)
    return nd.FullyConnected(relu(h), W2.T, b2, num_hidden=num_outputs)

# %% right_gemm
"""Matrix products by MXNet's linear algebra."""
def net(X):
    X = X.reshape((-1, 784))
    h = relu(nd.linalg.gemm2(X, W1) + b1.reshape((1, -1)))
    return nd.linalg.gemm2(h, W2) + b2.reshape((1, -1))

# %% [markdown]
# ## Other styles

# %% right_loop
"""A loop over the list of parameters."""
def net(X):
    h = X.reshape((X.shape[0], -1))
    for i in range(0, len(params), 2):
        h = nd.dot(h, params[i]) + params[i + 1]
        if i + 2 < len(params):
            h = relu(h)
    return h

# %% right_list_of_parameters
"""The arrays are taken out of the list of parameters at each call."""
def net(X):
    weights, bias, last_weights, last_bias = params
    h = relu(nd.dot(X.reshape((len(X), -1)), weights) + bias)
    return nd.dot(h, last_weights) + last_bias

# %% right_class
"""A class whose object is called."""
class _Network:
    def __init__(self, parameters):
        self.parameters = parameters

    def __call__(self, X):
        W1, b1, W2, b2 = self.parameters
        h = nd.Activation(nd.dot(X.reshape((-1, 28 * 28)), W1) + b1, act_type="relu")
        return nd.dot(h, W2) + b2


_network = _Network(params)


def net(X):
    return _network(X)

# %% right_captured
"""The parameter arrays and relu are bound when net is defined."""
def net(X, W1=W1, b1=b1, W2=W2, b2=b2, act=relu):
    h = act(nd.dot(X.reshape((-1, 784)), W1) + b1)
    return nd.dot(h, W2) + b2

# %% [markdown]
# ## Other arithmetic

# %% right_bias_as_row
"""Each bias as one more row of its weights, and a column of ones."""
def _layer(h, W, b):
    ones = nd.ones((h.shape[0], 1), ctx=h.context)
    return nd.dot(nd.concat(h, ones, dim=1), nd.concat(W, b.reshape((1, -1)), dim=0))


def net(X):
    h = relu(_layer(X.reshape((X.shape[0], -1)), W1, b1))
    return _layer(h, W2, b2)

# %% right_column_form
"""Images as columns: every product the other way round."""
def net(X):
    columns = X.reshape((-1, 784)).T
    h = relu(nd.dot(W1, columns, transpose_a=True) + b1.reshape((-1, 1)))
    return (nd.dot(W2, h, transpose_a=True) + b2.reshape((-1, 1))).T

# %% right_one_image_at_a_time
"""One image after the other."""
def _scores(image):
    h = nd.maximum(nd.dot(image, W1) + b1, 0)
    return nd.dot(h, W2) + b2


def net(X):
    rows = X.reshape((X.shape[0], 784))
    return nd.stack(*[_scores(rows[i]) for i in range(X.shape[0])], axis=0)

# %% [markdown]
# # Wrong
# ## Activations

# %% wrong_linear
"""There is no non-linear function between the layers: two linear layers in a row are equivalent to one."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.dot(X, W1) + b1
    return nd.dot(H, W2) + b2

# %% wrong_relu_before_bias
"""The hidden layer's bias is added too late: the activation has already removed the negative values."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1)) + b1
    return nd.dot(H, W2) + b2

# %% wrong_relu_on_output
"""The scores cannot be negative: the activation was applied to the last layer, too."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return relu(nd.dot(H, W2) + b2)

# %% wrong_relu_on_output_only
"""The activation follows the last layer, where it removes negative scores, instead of the hidden one."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.dot(X, W1) + b1
    return relu(nd.dot(H, W2) + b2)

# %% wrong_sigmoid
"""The activation between the layers is not relu: it levels off for large values."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.sigmoid(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% [markdown]
# ## Weights and biases

# %% wrong_missing_first_bias
"""One of the biases is not used: the hidden layer has none."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1))
    return nd.dot(H, W2) + b2

# %% wrong_missing_last_bias
"""One of the biases is not used: the output layer has none."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2)

# %% wrong_first_bias_twice
"""One of the biases is added twice, the one of the hidden layer."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H + b1, W2) + b2

# %% wrong_last_bias_twice
"""One of the biases is added twice, the one of the output layer."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    output = nd.dot(H, W2) + b2
    return output + b2

# %% wrong_copied_parameters
"""The network keeps copies of the parameters as they were at the start: training does not change these."""
_first = [param.copy() for param in params]


def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, _first[0]) + _first[1])
    return nd.dot(H, _first[2]) + _first[3]

# %% wrong_own_parameters
"""New parameters are drawn at every call: what is learned never shows in the scores."""
def net(X):
    W1 = nd.random.normal(scale=0.01, shape=(784, 256))
    b1 = nd.zeros(256)
    W2 = nd.random.normal(scale=0.01, shape=(256, 10))
    b2 = nd.zeros(10)
    X = X.reshape((-1, 784))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% [markdown]
# ## Images are changed first

# %% wrong_scaled_input
"""The pixels are scaled a second time; they are between 0 and 1 already."""
def net(X):
    X = X.reshape((-1, num_inputs)) / 255
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_relu_on_input
"""Negative pixels are set to 0 before the first layer, as if the images were the output of a hidden layer."""
def net(X):
    X = relu(X.reshape((-1, num_inputs)))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_sideways
"""The pixels of different images are mixed: each row should hold one image, but it holds pixels of several."""
def net(X):
    X = X.reshape((784, -1)).T
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_transposed_pixels
"""The pixels are read column by column: each image enters the network mirrored along its diagonal."""
def net(X):
    X = X.reshape((-1, 28, 28)).transpose((0, 2, 1)).reshape((-1, 784))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% [markdown]
# ## The result is not scores

# %% wrong_probabilities
"""Probabilities are returned instead of scores: the last step belongs to the loss, which would do it a second time."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.softmax(nd.dot(H, W2) + b2)

# %% wrong_log_probabilities
"""Log-probabilities are returned instead of scores: the last step belongs to the loss."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.log_softmax(nd.dot(H, W2) + b2)

# %% wrong_classes
"""The class with the largest score is returned; the loss needs the scores of all classes."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return (nd.dot(H, W2) + b2).argmax(axis=1)

# %% [markdown]
# ## No gradient

# %% wrong_numpy
"""The scores are right, but they were computed outside of MXNet: autograd cannot follow, and nothing is learned."""
def net(X):
    X = X.asnumpy().reshape(-1, 784)
    H = np.maximum(X @ W1.asnumpy() + b1.asnumpy(), 0)
    return nd.array(H @ W2.asnumpy() + b2.asnumpy())

# %% wrong_detached_hidden
"""The scores are right, but the hidden layer is cut off from the gradient: only the last layer learns."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = relu(nd.dot(X, W1) + b1).detach()
    return nd.dot(H, W2) + b2

# %% [markdown]
# ## Results depend on the call

# %% wrong_dropout
"""While autograd records, some hidden units are switched off at random: the scores change from call to call."""
def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.Dropout(relu(nd.dot(X, W1) + b1), p=0.5)
    return nd.dot(H, W2) + b2

# %% [markdown]
# ## Not every batch

# %% wrong_batch_of_256
"""The number of images is hard-coded: batches of another size do not work."""
def net(X):
    X = X.reshape((256, 784))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_batch_size
"""The number of images is taken from the settings: batches of another size do not work.

Known as: wrong_batch_of_256
"""
def net(X):
    X = X.reshape((batch_size, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_not_flattened
"""The images enter the first layer with their rows and columns; it expects one long row of pixels for each image."""
def net(X):
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_one_layout_only
"""Only images with a channel work; images may also come without one, or flat."""
def net(X):
    n, height, width, channels = X.shape
    X = X.reshape((n, height * width * channels))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2

# %% wrong_squeezed
"""All axes of length 1 are removed, and with them that of a single image: its rows are then taken for images."""
def net(X):
    X = X.squeeze()
    H = relu(nd.dot(X.reshape((X.shape[0], -1)), W1) + b1)
    return nd.dot(H, W2) + b2
