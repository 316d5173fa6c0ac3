"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows.

Known as: wrong_detached
"""

def relu(X):
    return nd.array(np.maximum(X.asnumpy(), 0))
