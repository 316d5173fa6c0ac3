"""The sums by a product with a matrix of ones."""

def softmax(y_linear):
    k = y_linear.shape[1]
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    return exp / nd.dot(exp, nd.ones((k, k)))
