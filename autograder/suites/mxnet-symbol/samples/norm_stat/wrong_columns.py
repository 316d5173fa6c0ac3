"""The norm is divided by the root of the length of the last axis."""


def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(d.shape[-1])
