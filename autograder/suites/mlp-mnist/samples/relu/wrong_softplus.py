"""A smooth curve that only resembles relu."""

def relu(X):
    return nd.Activation(X, act_type="softrelu")
