"""This is a smooth curve that only resembles relu: it has no kink at 0 and is nowhere exactly 0."""

def relu(X):
    return nd.Activation(X, act_type="softrelu")
