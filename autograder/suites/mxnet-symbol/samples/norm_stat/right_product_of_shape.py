"""The number of elements from the shape."""


def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(np.prod(d.shape))
