# %% [markdown]
# # Right
# ## Layers in other styles

# %% right_sizes
"""A list of sizes, and a loop over neighbours."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for i in range(len(sizes) - 1):
        params.append(nd.random.normal(scale=0.01, shape=(sizes[i], sizes[i + 1])))
        params.append(nd.zeros(sizes[i + 1]))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((X.shape[0], -1))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% right_output_layer_apart
"""Hidden layers in a loop, the output layer after it."""
def make_net(num_hiddens, num_layers):
    hidden = []
    width = num_inputs
    for _ in range(num_layers):
        hidden += [nd.random_normal(scale=0.01, shape=(width, num_hiddens)), nd.zeros(num_hiddens)]
        width = num_hiddens
    W, b = nd.random_normal(scale=0.01, shape=(width, num_outputs)), nd.zeros(num_outputs)
    params = hidden + [W, b]
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, hidden[2 * i]) + hidden[2 * i + 1])
        return nd.dot(H, W) + b

    return net, params

# %% right_recursion
"""A net on top of a net: each layer calls the one below."""
def _layer(inputs, outputs):
    pair = [nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)]
    for array in pair:
        array.attach_grad()
    return pair


def _hidden(num_hiddens, num_layers):
    if num_layers == 0:
        return (lambda X: X.flatten()), [], num_inputs
    below, params, width = _hidden(num_hiddens, num_layers - 1)
    W, b = _layer(width, num_hiddens)
    return (lambda X: relu(nd.dot(below(X), W) + b)), [*params, W, b], num_hiddens


def make_net(num_hiddens, num_layers):
    hidden, params, width = _hidden(num_hiddens, num_layers)
    W, b = _layer(width, num_outputs)

    def net(X):
        return nd.dot(hidden(X), W) + b

    return net, [*params, W, b]

# %% right_bound_early
"""A list of layers, each a small function with its arrays bound when it was made."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params, layers = [], [lambda X: X.flatten()]
    for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        W = nd.random.normal(scale=0.01, shape=(inputs, outputs))
        b = nd.zeros(outputs)
        W.attach_grad()
        b.attach_grad()
        params += [W, b]
        layers.append(lambda H, W=W, b=b: nd.dot(H, W) + b)
        if number < num_layers:
            layers.append(relu)

    def net(X):
        for layer in layers:
            X = layer(X)
        return X

    return net, params

# %% right_partial
"""One function for all networks, with its first argument filled in."""
from functools import partial


def _forward(params, X):
    h = X.reshape((0, -1))
    *hidden, last = zip(params[::2], params[1::2])
    for W, b in hidden:
        h = relu(nd.dot(h, W) + b)
    return nd.dot(h, last[0]) + last[1]


def make_net(num_hiddens, num_layers):
    sizes = [num_inputs, *(num_hiddens for _ in range(num_layers)), num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params += [nd.random.normal(0, 0.01, (inputs, outputs)), nd.zeros(outputs)]
    for param in params:
        param.attach_grad()
    return partial(_forward, params), params

# %% right_class
"""A class whose object is called, and whose arrays are handed back in a list."""
class _Perceptron:
    def __init__(self, sizes):
        self.weights = [nd.random.normal(scale=0.01, shape=pair) for pair in zip(sizes, sizes[1:])]
        self.biases = [nd.zeros((n,)) for n in sizes[1:]]
        for array in self.parameters():
            array.attach_grad()

    def parameters(self):
        return [array for pair in zip(self.weights, self.biases) for array in pair]

    def __call__(self, X):
        h = X.flatten()
        for W, b in zip(self.weights[:-1], self.biases[:-1]):
            h = relu(nd.dot(h, W) + b)
        return nd.dot(h, self.weights[-1]) + self.biases[-1]


def make_net(num_hiddens, num_layers):
    network = _Perceptron([784, *[num_hiddens] * num_layers, 10])
    return network, network.parameters()

# %% right_fully_connected
"""MXNet's FullyConnected, which wants its weights transposed."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params += [nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)]
    for param in params:
        param.attach_grad()

    def net(X):
        for i in range(0, len(params), 2):
            X = nd.FullyConnected(X, params[i].T, params[i + 1], num_hidden=params[i].shape[1])
            if i < len(params) - 2:
                X = nd.relu(X)
        return X

    return net, params

# %% [markdown]
# ## Other ways to make the arrays

# %% right_initializer
"""MXNet's own initializer fills the weights."""
def make_net(num_hiddens, num_layers):
    draw = mx.init.Normal(0.01)
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        W = nd.zeros((inputs, outputs))
        draw(mx.init.InitDesc("weight"), W)
        params.extend([W, nd.zeros((outputs,))])
    for param in params:
        param.attach_grad()

    def net(X):
        h = X.flatten()
        for i, (W, b) in enumerate(zip(params[::2], params[1::2])):
            h = nd.dot(h if i == 0 else relu(h), W) + b
        return h

    return net, params

# %% right_numpy_random
"""Weights drawn by NumPy and handed to MXNet."""
def make_net(num_hiddens, num_layers):
    sizes = np.array([num_inputs] + num_layers * [num_hiddens] + [num_outputs])
    params = []
    for inputs, outputs in zip(sizes[:-1].tolist(), sizes[1:].tolist()):
        params.append(nd.array(np.random.normal(0, 0.01, size=(inputs, outputs))))
        params.append(nd.array(np.zeros(outputs)))
    [param.attach_grad() for param in params]

    def net(X):
        h = X.reshape((-1, 784))
        for k in range(0, len(params) - 2, 2):
            h = nd.maximum(nd.dot(h, params[k]) + params[k + 1], 0)
        return nd.dot(h, params[-2]) + params[-1]

    return net, params

# %% right_scaled_randn
"""Standard normal numbers, scaled before gradients are attached."""
def make_net(num_hiddens, num_layers):
    layers = []
    before = num_inputs
    for after in [num_hiddens] * num_layers + [num_outputs]:
        layers.append((nd.random.randn(before, after) * 0.01, nd.zeros(shape=(after,))))
        before = after
    params = []
    for W, b in layers:
        W.attach_grad()
        b.attach_grad()
        params += [W, b]

    def net(X):
        h = X.reshape((X.shape[0], num_inputs))
        for W, b in layers[:-1]:
            h = relu(nd.broadcast_add(nd.dot(h, W), b.expand_dims(0)))
        W, b = layers[-1]
        return nd.broadcast_add(nd.dot(h, W), b.expand_dims(0))

    return net, params

# %% right_on_device
"""Arrays on the notebook's device, and each one's gradient attached as it is made."""
def make_net(num_hiddens, num_layers):
    params = []
    width = num_inputs
    for layer in range(num_layers + 1):
        outputs = num_outputs if layer == num_layers else num_hiddens
        W = nd.random.normal(loc=0, scale=0.01, shape=(width, outputs), ctx=ctx)
        b = nd.zeros(outputs, ctx=ctx)
        W.attach_grad()
        b.attach_grad()
        params += [W, b]
        width = outputs

    def net(X):
        out = X.reshape((-1, num_inputs))
        for layer in range(num_layers + 1):
            if layer > 0:
                out = relu(out)
            out = nd.dot(out, params[2 * layer]) + params[2 * layer + 1]
        return out

    return net, params

# %% [markdown]
# # Wrong
# ## The number and the size of layers

# %% wrong_one_layer_too_few
"""There is one hidden layer less than was asked for."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * (num_layers - 1) + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers - 1):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_one_layer_too_many
"""There is one hidden layer more than was asked for."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * (num_layers + 1) + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers + 1):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_layers_ignored
"""The number of hidden layers is always the same: the caller's choice has no effect."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs, num_hiddens, num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        H = relu(nd.dot(H, params[0]) + params[1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_hiddens_ignored
"""The number of hidden units is always the same: the caller's choice has no effect."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [256] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_no_linear_network
"""With no hidden layer at all the shapes do not fit: the output layer always expects hidden units."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    params.append(nd.random.normal(scale=0.01, shape=(num_hiddens, num_outputs)))
    params.append(nd.zeros(num_outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% [markdown]
# ## Activations

# %% wrong_linear
"""There is no non-linear function between the layers: any number of linear layers in a row is equivalent to one."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = nd.dot(H, params[2 * i]) + params[2 * i + 1]
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_first_relu_only
"""Only the first hidden layer has its activation; the others have none."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = nd.dot(H, params[2 * i]) + params[2 * i + 1]
            if i == 0:
                H = relu(H)
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_relu_on_output
"""The scores cannot be negative: the activation was applied to the last layer, too."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return relu(nd.dot(H, params[-2]) + params[-1])

    return net, params

# %% wrong_probabilities
"""Probabilities are returned instead of scores: the last step belongs to the loss, which would do it a second time."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.softmax(nd.dot(H, params[-2]) + params[-1])

    return net, params

# %% [markdown]
# ## Biases are added wrongly

# %% wrong_biases_not_added
"""The biases are in the list, but the network does not add them."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]))
        return nd.dot(H, params[-2])

    return net, params

# %% wrong_last_bias_not_added
"""The bias of the output layer is in the list, but the network does not add it."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2])

    return net, params

# %% wrong_first_bias_everywhere
"""The bias of the first hidden layer is added in the other hidden layers, too; each should use its own."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% [markdown]
# ## The network uses other arrays

# %% wrong_global_net
"""The notebook's own network is returned, with a list of arrays that it does not use.

Known as: wrong_global_parameters
"""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    return net, params

# %% wrong_global_parameters
"""The network computes with the notebook's own arrays, not with those in its list."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        X = X.reshape((-1, num_inputs))
        H = relu(nd.dot(X, W1) + b1)
        return nd.dot(H, W2) + b2

    return net, params

# %% wrong_copied_parameters
"""The network computes with copies: a step that changes the arrays in the list changes no score."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()
    copies = [param.copy() for param in params]
    for param in copies:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, copies

# %% wrong_drawn_anew
"""New arrays are drawn at every call of the network: those in the list are not used."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, nd.random.normal(scale=0.01, shape=params[2 * i].shape)) + nd.zeros(num_hiddens))
        W = nd.random.normal(scale=0.01, shape=params[-2].shape)
        return nd.dot(H, W) + nd.zeros(num_outputs)

    return net, params

# %% wrong_late_binding
"""All layers use the arrays of the last one: a function looks its names up when it is called, after the loop."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params, layers = [], []
    for inputs, outputs in zip(sizes, sizes[1:]):
        W = nd.random.normal(scale=0.01, shape=(inputs, outputs))
        b = nd.zeros(outputs)
        W.attach_grad()
        b.attach_grad()
        params += [W, b]
        layers.append(lambda H: nd.dot(H, W) + b)

    def net(X):
        H = X.reshape((-1, num_inputs))
        for layer in layers[:-1]:
            H = relu(layer(H))
        return layers[-1](H)

    return net, params

# %% [markdown]
# ## Arrays are shared

# %% wrong_shared_parameters
"""Two networks share the arrays of layers of one shape: training the second changes the first."""
_made = {}


def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if (layer, inputs, outputs) not in _made:
            W, b = nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)
            W.attach_grad()
            b.attach_grad()
            _made[layer, inputs, outputs] = [W, b]
        params += _made[layer, inputs, outputs]

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_one_hidden_array
"""All hidden layers but the first share one array of weights; each should have its own."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            k = 2 * min(i, 1)
            H = relu(nd.dot(H, params[k]) + params[k + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_default_list
"""The list of arrays is kept between calls: the second network's list begins with the arrays of the first."""
def make_net(num_hiddens, num_layers, params=[]):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% [markdown]
# ## How arrays begin

# %% wrong_zero_weights
"""All weights start at 0: the units of a layer are then all the same, and stay so."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.zeros((inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_large_weights
"""The weights are drawn a hundred times too large: the scale is not the one asked for."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_scale_as_mean
"""The scale is passed as the mean: the weights are shifted a little, and their standard deviation is 1."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_weights_not_centred
"""The weights are all positive: they should be drawn around 0, with both signs."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.uniform(0, 0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_sideways
"""The weights are transposed: rows and columns are swapped."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(outputs, inputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i].T) + params[2 * i + 1])
        return nd.dot(H, params[-2].T) + params[-1]

    return net, params

# %% wrong_biases_of_one
"""The biases start at 1; they should start at 0."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.ones(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_random_biases
"""The biases are drawn at random; they should start at 0."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.random.normal(scale=0.01, shape=outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% [markdown]
# ## No room for gradients

# %% wrong_not_attached
"""The arrays have no room for gradients: a backward pass stores nothing for them."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_weights_attached_only
"""The weights have room for gradients, the biases have none."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params[::2]:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% [markdown]
# ## The wrong form of result

# %% wrong_net_only
"""Only the network is returned; the caller cannot reach its arrays."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net

# %% wrong_params_first
"""Network and list are swapped: the network should come first."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return params, net

# %% wrong_gluon
"""The network is made of gluon's layers, whose parameters are not plain arrays."""
def make_net(num_hiddens, num_layers):
    net = gluon.nn.Sequential()
    for _ in range(num_layers):
        net.add(gluon.nn.Dense(num_hiddens, activation="relu"))
    net.add(gluon.nn.Dense(num_outputs))
    net.initialize(mx.init.Normal(0.01))
    return net, net.collect_params()

# %% wrong_pairs
"""The list holds pairs of arrays; one list of arrays, without lists inside, is expected."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, list(zip(params[::2], params[1::2]))

# %% wrong_grouped
"""The list holds all weights first and then all biases; each layer's pair in turn is expected."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params[::2] + params[1::2]

# %% wrong_backwards
"""The list begins with the output layer; the layers are expected in the order in which images pass through them."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params[::-1]

# %% wrong_no_biases
"""The list holds weights only; a pair of arrays for every layer is expected, as biases are learned, too.

Known as: wrong_without_biases
"""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[i]))
        return nd.dot(H, params[-1])

    return net, params

# %% wrong_without_biases
"""The list holds weights only; a pair of arrays for every layer is expected, as biases are learned, too."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params[::2]

# %% [markdown]
# ## Not every batch

# %% wrong_batch_of_256
"""The number of images is hard-coded: batches of another size do not work."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((256, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_flat_images_only
"""Only images that are flat already work: the network does not put their pixels into rows."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_layers_shared
"""Several layers use one and the same array; each layer needs arrays of its own."""
def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    made = {}
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        if (inputs, outputs) not in made:
            made[inputs, outputs] = nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)
        params += made[inputs, outputs]
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for k in range(0, len(params) - 2, 2):
            H = relu(nd.dot(H, params[k]) + params[k + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params

# %% wrong_layers_shared_bias
"""Several layers use one and the same array; each layer needs arrays of its own.

Known as: wrong_layers_shared
"""
def make_net(num_hiddens, num_layers):
    if num_layers == 0:
        params = [nd.random.normal(scale=0.01, shape=(num_inputs, num_outputs)), nd.zeros(num_outputs)]
    else:
        first = nd.random.normal(scale=0.01, shape=(num_inputs, num_hiddens))
        hidden = nd.random.normal(scale=0.01, shape=(num_hiddens, num_hiddens))
        last = nd.random.normal(scale=0.01, shape=(num_hiddens, num_outputs))
        bias = nd.zeros(num_hiddens)
        params = [first, bias] + [hidden, bias] * (num_layers - 1) + [last, nd.zeros(num_outputs)]
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for k in range(0, len(params) - 2, 2):
            H = relu(nd.dot(H, params[k]) + params[k + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params
