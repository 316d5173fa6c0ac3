"""A loop over the hidden layers."""


def mlp_symbol():
    net = mx.sym.Variable("data")
    for number, units in enumerate((128, 64), 1):
        net = mx.sym.FullyConnected(net, num_hidden=units, name=f"fc{number}")
        net = mx.sym.Activation(net, act_type="relu", name=f"relu{number}")
    net = mx.sym.FullyConnected(net, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(net, name="softmax")
