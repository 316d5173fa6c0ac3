# %% [markdown]
# # Right
# ## Other ways to compose

# %% right_nested
"""One expression."""
def mlp_symbol():
    s = mx.sym
    hidden = s.Activation(
        s.FullyConnected(s.Variable("data"), num_hidden=128, name="fc1"), act_type="relu", name="relu1"
    )
    hidden = s.Activation(s.FullyConnected(hidden, num_hidden=64, name="fc2"), act_type="relu", name="relu2")
    return s.SoftmaxOutput(s.FullyConnected(hidden, num_hidden=10, name="fc3"), name="softmax")

# %% right_loop
"""A loop over the hidden layers."""
def mlp_symbol():
    net = mx.sym.Variable("data")
    for number, units in enumerate((128, 64), 1):
        net = mx.sym.FullyConnected(net, num_hidden=units, name=f"fc{number}")
        net = mx.sym.Activation(net, act_type="relu", name=f"relu{number}")
    net = mx.sym.FullyConnected(net, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(net, name="softmax")

# %% right_composed
"""Layers made first, and put together by calling one with the other."""
def mlp_symbol():
    fc1 = mx.sym.FullyConnected(mx.sym.Variable("data"), num_hidden=128, name="fc1")
    fc2 = mx.sym.FullyConnected(mx.sym.Variable("below"), num_hidden=64, name="fc2")
    fc2 = fc2(below=mx.sym.Activation(fc1, act_type="relu", name="relu1"))
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    return mx.sym.SoftmaxOutput(mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3"), name="softmax")

# %% [markdown]
# ## Inputs and names written out

# %% right_keywords
"""Every input by its keyword, as in MXNet's tutorial."""
def mlp_symbol():
    data = mx.symbol.Variable("data")
    fc1 = mx.symbol.FullyConnected(data=data, name="fc1", num_hidden=128)
    act1 = mx.symbol.Activation(data=fc1, name="relu1", act_type="relu")
    fc2 = mx.symbol.FullyConnected(data=act1, name="fc2", num_hidden=64)
    act2 = mx.symbol.Activation(data=fc2, name="relu2", act_type="relu")
    fc3 = mx.symbol.FullyConnected(data=act2, name="fc3", num_hidden=10)
    mlp = mx.symbol.SoftmaxOutput(data=fc3, name="softmax")
    return mlp

# %% right_own_variables
"""The parameters' variables written out."""
def mlp_symbol():
    def layer(below, units, name):
        weight, bias = mx.sym.Variable(name + "_weight"), mx.sym.Variable(name + "_bias")
        return mx.sym.FullyConnected(below, weight=weight, bias=bias, num_hidden=units, name=name)

    fc1 = layer(mx.sym.Variable("data"), 128, "fc1")
    fc2 = layer(mx.sym.Activation(fc1, act_type="relu", name="relu1"), 64, "fc2")
    fc3 = layer(mx.sym.Activation(fc2, act_type="relu", name="relu2"), 10, "fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% right_label_variable
"""The label's variable written out."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(data=fc3, label=mx.sym.Variable("softmax_label"), name="softmax")

# %% right_var
"""mx.sym.var, and names as they come from a list."""
def mlp_symbol():
    net = mx.sym.var("data")
    for kind, name, size in [
        ("full", "fc1", 128),
        ("relu", "relu1", None),
        ("full", "fc2", 64),
        ("relu", "relu2", None),
        ("full", "fc3", 10),
    ]:
        if kind == "full":
            net = mx.sym.FullyConnected(net, num_hidden=size, name=name)
        else:
            net = mx.sym.Activation(net, act_type=kind, name=name)
    return mx.sym.SoftmaxOutput(net, name="softmax")

# %% right_explicit_defaults
"""Defaults written out."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, no_bias=False, flatten=True, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, grad_scale=1.0, normalization="null", name="softmax")

# %% [markdown]
# ## Other operators

# %% right_flatten
"""Images flattened by hand beforehand."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(mx.sym.Flatten(data, name="flat"), num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% right_reshape
"""Images made rows by a reshape."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(mx.sym.reshape(data, shape=(0, -1), name="rows"), num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% right_small_relu
"""mx.sym.relu instead of Activation."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.relu(fc1, name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.relu(fc2, name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% [markdown]
# # Wrong
# ## Activations

# %% wrong_linear
"""There is no non-linear function between the layers: the activations are not part of the graph."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.identity(fc1, name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.identity(fc2, name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_sigmoid
"""The hidden layers use a sigmoid."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="sigmoid", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="sigmoid", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_tanh
"""The hidden layers use a tanh."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="tanh", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="tanh", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_first_relu_skipped
"""The first ReLU is made but not used: fc2 takes fc1."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(fc1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_relu_skipped
"""The second ReLU is made but not used: fc3 takes fc2."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(fc2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_first_sigmoid
"""The first hidden layer uses a sigmoid."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="sigmoid", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_first_tanh
"""The first hidden layer uses a tanh."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="tanh", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_second_sigmoid
"""The second hidden layer uses a sigmoid."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="sigmoid", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_second_tanh
"""The second hidden layer uses a tanh."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="tanh", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_relu_on_output
"""A ReLU stands between the scores and the softmax: scores below zero are lost."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(mx.sym.Activation(fc3, act_type="relu", name="relu3"), name="softmax")

# %% [markdown]
# ## Layers

# %% wrong_second_layer_skipped
"""fc3 takes relu1: the second hidden layer is not part of the network."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu1, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_widths_swapped
"""The sizes of the hidden layers are swapped: 64, then 128."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=64, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=128, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_classes
"""There is one output too few: the digits are 0 to 9."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=9, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_no_bias
"""The layers have no biases."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, no_bias=True, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, no_bias=True, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, no_bias=True, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_dropout
"""Units are dropped at random during training."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(mx.sym.Dropout(relu2, p=0.5, name="drop"), num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_fixed_batch
"""The images are reshaped to a batch of one fixed size."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(mx.sym.reshape(data, shape=(7, 784), name="rows"), num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% [markdown]
# ## The end of the network

# %% wrong_no_softmax
"""The network ends with the scores: the softmax is missing."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return fc3

# %% wrong_plain_softmax
"""The last operator is mx.sym.softmax, a function without a label: the network cannot learn."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.softmax(fc3, name="softmax")

# %% wrong_softmax_twice
"""A softmax comes before SoftmaxOutput: the softmax is applied twice."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(mx.sym.softmax(fc3, name="early"), name="softmax")

# %% wrong_normalised
"""The gradient is divided by the size of the batch here, and by the optimizer again."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, normalization="batch", name="softmax")

# %% wrong_no_return
"""The graph is built, but not returned."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    softmax = mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% [markdown]
# ## Names

# %% wrong_no_names
"""The layers have no names of their own: MXNet numbers them."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128)
    relu1 = mx.sym.Activation(fc1, act_type="relu")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64)
    relu2 = mx.sym.Activation(fc2, act_type="relu")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10)
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_shared_names
"""Both hidden layers have the names of the first: their parameters cannot be told apart."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc1")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")

# %% wrong_output_name
"""The last layer is not called softmax: this changes the name of the label, too."""
def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, name="out")
