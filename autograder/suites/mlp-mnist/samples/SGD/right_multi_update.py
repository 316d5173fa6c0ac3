"""One call of MXNet's for all parameters."""

def SGD(params, lr):
    pairs = [array for param in params for array in (param, param.grad)]
    n = len(params)
    nd.multi_sgd_update(*pairs, lrs=[lr] * n, wds=[0.0] * n, num_weights=n, out=list(params))
