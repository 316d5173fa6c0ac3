"""One hidden layer has its activation, the other has none.

Known as: wrong_one_relu_missing
"""

def net(X):
    X = X.reshape((-1, 784))
    h1 = nd.dot(X, W1) + b1
    h2 = relu(nd.dot(h1, W2) + b2)
    return nd.dot(h2, W3) + b3
