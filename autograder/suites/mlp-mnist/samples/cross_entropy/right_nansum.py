"""nansum, with an explicit cast."""

def cross_entropy(yhat, y):
    return -nd.nansum(y.astype("float32") * yhat.astype("float32").log(), axis=1)
