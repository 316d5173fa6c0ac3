"""The layer that gluon uses."""

def relu(X):
    return nd.Activation(X, act_type="relu")
