"""Log-probabilities come back instead of scores: the last step belongs to the loss.

Known as: wrong_log_probabilities
"""

def net(X):
    X = X.reshape((-1, 784))
    h1 = relu(nd.dot(X, W1) + b1)
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.log(softmax(nd.dot(h2, W3) + b3))
