"""Defaults written out."""


def mlp_symbol():
    data = mx.sym.Variable("data")
    fc1 = mx.sym.FullyConnected(data, num_hidden=128, no_bias=False, flatten=True, name="fc1")
    relu1 = mx.sym.Activation(fc1, act_type="relu", name="relu1")
    fc2 = mx.sym.FullyConnected(relu1, num_hidden=64, name="fc2")
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    fc3 = mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3")
    return mx.sym.SoftmaxOutput(fc3, grad_scale=1.0, normalization="null", name="softmax")
