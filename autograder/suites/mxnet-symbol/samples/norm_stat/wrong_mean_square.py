"""The mean of the squares: the root is missing."""


def norm_stat(d):
    return (d**2).mean()
