"""The norm is divided by the root of the number of rows."""


def norm_stat(d):
    return mx.nd.norm(d) / np.sqrt(len(d))
