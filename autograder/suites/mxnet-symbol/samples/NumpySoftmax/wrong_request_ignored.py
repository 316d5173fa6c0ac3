"""The result is always written: MXNet's request to add it or to leave it is not heard."""


class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        out_data[0][:] = mx.nd.array(powers / powers.sum(axis=1, keepdims=True))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        in_grad[0][:] = mx.nd.array(error)
