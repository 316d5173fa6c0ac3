"""No parameter changes at all."""

def SGD(params, lr):
    return params
