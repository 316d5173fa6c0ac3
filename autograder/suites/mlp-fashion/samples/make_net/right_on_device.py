"""Arrays on the notebook's device, and each one's gradient attached as it is made."""

def make_net(num_hiddens, num_layers):
    params = []
    width = num_inputs
    for layer in range(num_layers + 1):
        outputs = num_outputs if layer == num_layers else num_hiddens
        W = nd.random.normal(loc=0, scale=0.01, shape=(width, outputs), ctx=ctx)
        b = nd.zeros(outputs, ctx=ctx)
        W.attach_grad()
        b.attach_grad()
        params += [W, b]
        width = outputs

    def net(X):
        out = X.reshape((-1, num_inputs))
        for layer in range(num_layers + 1):
            if layer > 0:
                out = relu(out)
            out = nd.dot(out, params[2 * layer]) + params[2 * layer + 1]
        return out

    return net, params
