"""New parameters are drawn at every call: nothing that is learned could ever be seen in the scores."""

def net(X):
    W1 = nd.random.normal(scale=0.01, shape=(784, 256))
    b1 = nd.zeros(256)
    W2 = nd.random.normal(scale=0.01, shape=(256, 10))
    b2 = nd.zeros(10)
    X = X.reshape((-1, 784))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
