"""Named: softmax-axis-0."""

def softmax(scores):
    return nd.softmax(scores, axis=0)
