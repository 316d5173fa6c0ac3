"""Multiplied by a mask of ones and zeros."""

def relu(X):
    return X * (X > 0)
