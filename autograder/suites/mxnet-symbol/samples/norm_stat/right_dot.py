"""The product of the array with itself."""


def norm_stat(d):
    return mx.nd.sqrt(mx.nd.dot(d.reshape((-1,)), d.reshape((-1,))) / d.size)
