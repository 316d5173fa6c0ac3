"""The formula is right on paper, but large entries overflow on the way, and not-a-number is what comes out.

Source: Goodfellow, Bengio and Courville, Deep Learning, section 4.1, Overflow and Underflow.
"""

def softmax(y_linear):
    exp = nd.exp(y_linear)
    return exp / nd.sum(exp, axis=1, keepdims=True)
