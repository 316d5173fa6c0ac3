"""The values are right, but on the way stands something whose slope at 0 is infinite: the gradient there is not a
number.
"""

def relu(X):
    return (X + nd.sqrt(X * X)) / 2
