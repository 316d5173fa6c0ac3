"""The step ends in new arrays: those that the network uses are the same after it as before.

Known as: wrong_rebinding
"""

def sgd(params, lr, batch_size):
    for param in [p.copy() for p in params]:
        param.attach_grad()
        param -= lr * param.grad / batch_size
