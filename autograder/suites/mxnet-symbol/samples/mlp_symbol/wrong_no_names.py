"""The layers have no names of their own: MXNet numbers them as they come."""


def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128)
    relu1 = mx.sym.Activation(fc1, act_type="relu")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64)
    relu2 = mx.sym.Activation(fc2, act_type="relu")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10)
    return mx.sym.SoftmaxOutput(fc3, name="softmax")
