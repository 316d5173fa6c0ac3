"""MXNet's own optimizer, made for each step."""

def sgd(params, lr, batch_size):
    optimizer = mx.optimizer.SGD(learning_rate=lr, rescale_grad=1 / batch_size, wd=0.0)
    for i, param in enumerate(params):
        optimizer.update(i, param, param.grad, optimizer.create_state(i, param))
