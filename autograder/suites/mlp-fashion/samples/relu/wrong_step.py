"""The result says only which entries are positive: it is the slope of relu, not relu itself."""

def relu(X):
    return X > 0
