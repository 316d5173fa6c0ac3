"""The sum of the absolute values in the norm's place."""


def norm_stat(d):
    return d.abs().sum() / np.sqrt(d.size)
