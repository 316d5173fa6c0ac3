"""The array's own method."""


def norm_stat(d):
    return d.norm() / d.size**0.5
