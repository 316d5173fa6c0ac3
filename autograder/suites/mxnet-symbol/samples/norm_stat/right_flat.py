"""Of the array as one row."""


def norm_stat(d):
    return mx.nd.norm(d.reshape((-1,))) / (d.size**0.5)
