"""The network comes back as it was made: nothing in it was learned."""

def best_model():
    net, params = make_net(128, 1)
    return net, params
