"""All the probability goes to the largest entry of a row; the others should keep their share, and no gradient flows
this way.
"""

def softmax(y_linear):
    return nd.one_hot(nd.argmax(y_linear, axis=1), y_linear.shape[1])
