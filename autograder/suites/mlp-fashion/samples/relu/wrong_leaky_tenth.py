"""A small part of each negative entry leaks through; relu lets nothing of it pass.

Known as: wrong_leaky
"""

def relu(X):
    return nd.LeakyReLU(X, slope=0.1)
