"""Named: softmax-sum-over-everything."""

def softmax(z):
    return nd.softmax(z.reshape((1, -1)), axis=1).reshape(z.shape)
