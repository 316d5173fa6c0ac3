"""Only the right class's logarithm is kept."""

def cross_entropy(yhat, y):
    chosen = nd.where(y == 1, nd.log(yhat), nd.zeros_like(yhat))
    return nd.negative(chosen.sum(axis=-1))
