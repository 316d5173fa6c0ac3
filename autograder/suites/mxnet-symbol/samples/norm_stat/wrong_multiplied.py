"""The norm is multiplied by the root, and not divided."""


def norm_stat(d):
    return mx.nd.norm(d) * np.sqrt(d.size)
