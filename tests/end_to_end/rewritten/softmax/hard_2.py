"""Named: softmax-hard."""

def softmax(z):
    winners = z.argmax(axis=1).asnumpy().astype(int)
    return nd.array(np.eye(z.shape[1])[winners])
