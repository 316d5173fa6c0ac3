"""A network of gluon's layers comes back, whose parameters are not plain arrays."""

def make_net(num_hiddens, num_layers):
    net = gluon.nn.Sequential()
    for _ in range(num_layers):
        net.add(gluon.nn.Dense(num_hiddens, activation="relu"))
    net.add(gluon.nn.Dense(num_outputs))
    net.initialize(mx.init.Normal(0.01))
    return net, net.collect_params()
