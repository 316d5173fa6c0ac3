"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows."""

def softmax(y_linear):
    z = y_linear.asnumpy()
    exp = np.exp(z - z.max(axis=1, keepdims=True))
    return nd.array(exp / exp.sum(axis=1, keepdims=True))
