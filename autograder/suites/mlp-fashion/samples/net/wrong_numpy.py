"""The scores are right, but they were computed outside of MXNet: autograd cannot follow, and nothing learns."""

def net(X):
    X = X.asnumpy().reshape(-1, 784)
    H = np.maximum(X @ W1.asnumpy() + b1.asnumpy(), 0)
    return nd.array(H @ W2.asnumpy() + b2.asnumpy())
