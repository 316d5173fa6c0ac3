"""A function of autograd's with a backward pass of its own."""

class _Relu(autograd.Function):
    def forward(self, X):
        self.save_for_backward(X)
        return nd.maximum(X, 0)

    def backward(self, head):
        (X,) = self.saved_tensors
        return head * (X > 0)


def relu(X):
    return _Relu()(X)
