"""Probabilities come back instead of scores: the last step belongs to the loss, which would do it a second time.

Source: Andrej Karpathy's list of the most common neural net mistakes, Twitter, 1 July 2018.
"""

def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return softmax(nd.dot(h2, W3) + b3)
