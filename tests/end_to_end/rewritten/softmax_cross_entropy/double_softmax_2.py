"""Named: softmax-cross-entropy-double-softmax."""

def softmax_cross_entropy(s, t):
    loss = mx.gluon.loss.SoftmaxCrossEntropyLoss(sparse_label=False)
    return loss(softmax(s), t)
