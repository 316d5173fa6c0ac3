"""Named: relu-leaky."""

def relu(v):
    return nd.LeakyReLU(v, act_type='leaky', slope=0.1)
