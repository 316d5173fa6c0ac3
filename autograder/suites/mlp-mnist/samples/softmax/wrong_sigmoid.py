"""Each entry is treated by itself: the others of its row have no say, and the row does not sum to 1."""

def softmax(y_linear):
    return nd.sigmoid(y_linear)
