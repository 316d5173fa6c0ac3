"""The number of rows is written into the code: no batch of another size gets through."""

def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1).reshape((64, 1)))
    return exp / nd.sum(exp, axis=1).reshape((64, 1))
