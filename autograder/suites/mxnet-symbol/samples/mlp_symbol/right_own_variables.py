"""The parameters' variables written out."""


def mlp_symbol():
    def layer(below, units, name):
        weight, bias = mx.sym.Variable(name + "_weight"), mx.sym.Variable(name + "_bias")
        return mx.sym.FullyConnected(below, weight=weight, bias=bias, num_hidden=units, name=name)

    fc1 = layer(mx.sym.Variable("data"), 128, "fc1")
    fc2 = layer(mx.sym.Activation(fc1, act_type="relu", name="relu1"), 64, "fc2")
    fc3 = layer(mx.sym.Activation(fc2, act_type="relu", name="relu2"), 10, "fc3")
    return mx.sym.SoftmaxOutput(fc3, name="softmax")
