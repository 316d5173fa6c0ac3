"""A function of autograd's with a backward pass of its own."""

class _Softmax(autograd.Function):
    def forward(self, z):
        exp = nd.exp(z - z.max(axis=1, keepdims=True))
        p = exp / exp.sum(axis=1, keepdims=True)
        self.save_for_backward(p)
        return p

    def backward(self, head):
        (p,) = self.saved_tensors
        return p * (head - (head * p).sum(axis=1, keepdims=True))


def softmax(y_linear):
    return _Softmax()(y_linear)
