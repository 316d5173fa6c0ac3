"""mx.nd.square and mx.nd.mean."""


def norm_stat(d):
    return mx.nd.sqrt(mx.nd.mean(mx.nd.square(d)))
