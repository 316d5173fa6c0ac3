"""The root is taken of the whole quotient."""


def norm_stat(d):
    return mx.nd.sqrt(mx.nd.norm(d) / d.size)
