"""A function of autograd's with the gradient from paper."""

class _Loss(autograd.Function):
    def forward(self, z, y):
        log = nd.log_softmax(z, axis=1)
        self.save_for_backward(log, y)
        return -(y * log).sum(axis=1)

    def backward(self, head):
        log, y = self.saved_tensors
        head = head.expand_dims(axis=1)
        return head * (nd.exp(log) - y), nd.zeros_like(y)


def softmax_cross_entropy(yhat_linear, y):
    return _Loss()(yhat_linear, y)
