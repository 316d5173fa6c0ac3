"""All calls of one shape share one array for their results: an earlier result changes when the function is called
again.
"""

_results = {}


def softmax(y_linear):
    exp = nd.exp(y_linear - nd.max(y_linear, axis=1, keepdims=True))
    result = _results.setdefault(y_linear.shape, nd.zeros(y_linear.shape))
    result[:] = exp / nd.sum(exp, axis=1, keepdims=True)
    return result
