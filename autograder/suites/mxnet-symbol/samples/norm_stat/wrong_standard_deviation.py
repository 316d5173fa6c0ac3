"""The mean was taken away before: that is the standard deviation."""


def norm_stat(d):
    return ((d - d.mean()) ** 2).mean().sqrt()
