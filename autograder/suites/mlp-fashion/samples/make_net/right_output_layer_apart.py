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
