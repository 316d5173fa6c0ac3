"""Named: softmax-numpy."""

def softmax(z):
    return nd.softmax(nd.array(z.asnumpy()))
