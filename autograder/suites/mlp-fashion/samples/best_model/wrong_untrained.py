"""The network that comes back has learned nothing: its arrays are as they were drawn."""

def best_model():
    net, params = make_net(128, 1)
    return net, params
