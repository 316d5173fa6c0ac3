"""While autograd records, some hidden units are switched off at random: the scores change from call to call."""

def net(X):
    X = X.reshape((-1, 784))
    h1 = nd.Dropout(relu(nd.dot(X, W1) + b1), p=0.5)
    h2 = nd.Dropout(relu(nd.dot(h1, W2) + b2), p=0.5)
    return nd.dot(h2, W3) + b3
