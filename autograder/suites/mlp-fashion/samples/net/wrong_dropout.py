"""While autograd records, some hidden units are switched off at random: the scores change from call to call."""

def net(X):
    X = X.reshape((-1, num_inputs))
    H = nd.Dropout(relu(nd.dot(X, W1) + b1), p=0.5)
    return nd.dot(H, W2) + b2
