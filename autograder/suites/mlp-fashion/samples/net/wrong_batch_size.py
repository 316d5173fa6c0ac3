"""The number of images is taken from the settings: no batch of another size gets through.

Known as: wrong_batch_of_256
"""

def net(X):
    X = X.reshape((batch_size, num_inputs))
    H = relu(nd.dot(X, W1) + b1)
    return nd.dot(H, W2) + b2
