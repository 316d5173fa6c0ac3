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
