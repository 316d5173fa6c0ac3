"""The norm of each row on its own."""


def norm_stat(d):
    return mx.nd.norm(d, axis=0) / np.sqrt(d.size)
