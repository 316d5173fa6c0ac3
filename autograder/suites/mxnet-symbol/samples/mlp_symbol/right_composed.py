"""Layers made first, and put together by calling one with the other."""


def mlp_symbol():
    fc1 = mx.sym.FullyConnected(mx.sym.Variable("data"), num_hidden=128, name="fc1")
    fc2 = mx.sym.FullyConnected(mx.sym.Variable("below"), num_hidden=64, name="fc2")
    fc2 = fc2(below=mx.sym.Activation(fc1, act_type="relu", name="relu1"))
    relu2 = mx.sym.Activation(fc2, act_type="relu", name="relu2")
    return mx.sym.SoftmaxOutput(mx.sym.FullyConnected(relu2, num_hidden=10, name="fc3"), name="softmax")
