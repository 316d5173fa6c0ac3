"""The negative entries pass, too: nothing is cut off."""

def relu(X):
    return X
