"""The weights themselves are squared: the monitor's look changes the network."""


def norm_stat(d):
    d *= d
    return d.mean().sqrt()
