"""The largest element, by its absolute value."""


def norm_stat(d):
    return d.abs().max()
