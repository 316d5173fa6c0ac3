"""Divided by the root of one less than the number of elements."""


def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(max(1, d.size - 1))
