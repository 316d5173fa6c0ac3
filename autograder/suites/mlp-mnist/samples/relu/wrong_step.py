"""Positive entries become 1: the slope of relu, not relu."""

def relu(X):
    return X > 0
