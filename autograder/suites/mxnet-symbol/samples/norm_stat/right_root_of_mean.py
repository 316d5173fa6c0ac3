"""The root of the mean of the squares."""


def norm_stat(d):
    return (d**2).mean().sqrt()
