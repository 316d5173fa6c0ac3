"""MXNet's own optimizer, made for each step."""

def SGD(params, lr):
    optimizer = mx.optimizer.SGD(learning_rate=lr, rescale_grad=1.0, wd=0.0)
    for i, param in enumerate(params):
        optimizer.update(i, param, param.grad, optimizer.create_state(i, param))
