"""One expression."""


def mlp_symbol():
    s = mx.sym
    hidden = s.Activation(
        s.FullyConnected(s.Variable("data"), num_hidden=128, name="fc1"), act_type="relu", name="relu1"
    )
    hidden = s.Activation(s.FullyConnected(hidden, num_hidden=64, name="fc2"), act_type="relu", name="relu2")
    return s.SoftmaxOutput(s.FullyConnected(hidden, num_hidden=10, name="fc3"), name="softmax")
