"""Each example's entry by its two indices."""

def cross_entropy(yhat, y):
    rows = nd.arange(yhat.shape[0])
    places = nd.stack(rows, nd.argmax(y, axis=1))
    return -nd.gather_nd(nd.log(yhat), places)
