"""All the probability goes to the largest entry of a row; the others should keep their share, and no gradient flows this way.

Known as: wrong_hard
"""

def softmax(y_linear):
    return y_linear == nd.max(y_linear, axis=1, keepdims=True)
