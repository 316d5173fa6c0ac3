"""MXNet's leaky relu with a leak of 0."""

def relu(X):
    return nd.LeakyReLU(X, act_type="leaky", slope=0.0)
