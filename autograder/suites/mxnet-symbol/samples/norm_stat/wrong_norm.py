"""The norm is not divided: large arrays count for more."""


def norm_stat(d):
    return mx.nd.norm(d)
