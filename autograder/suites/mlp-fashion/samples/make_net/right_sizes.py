"""A list of sizes, and a loop over neighbours."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for i in range(len(sizes) - 1):
        params.append(nd.random.normal(scale=0.01, shape=(sizes[i], sizes[i + 1])))
        params.append(nd.zeros(sizes[i + 1]))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((X.shape[0], -1))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params
