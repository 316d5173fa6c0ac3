"""The result is not returned."""


def norm_stat(d):
    stat = mx.nd.norm(d) / np.sqrt(d.size)
