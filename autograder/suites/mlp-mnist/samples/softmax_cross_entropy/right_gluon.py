"""gluon's loss for one-hot labels."""

def softmax_cross_entropy(yhat_linear, y):
    from mxnet.gluon.loss import SoftmaxCrossEntropyLoss

    return SoftmaxCrossEntropyLoss(sparse_label=False)(yhat_linear, y)
