"""The notebook's own network comes back, and a list of arrays that it does not use.

Known as: wrong_global_parameters
"""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    return net, params
