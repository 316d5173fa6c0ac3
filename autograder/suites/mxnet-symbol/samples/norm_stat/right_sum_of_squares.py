"""The sum of the squares, divided by their number."""


def norm_stat(d):
    return mx.nd.sqrt(mx.nd.sum(d * d) / d.size)
