# %% [markdown]
# # Right
# ## The softmax

# %% right_helper
"""A function of its own for the softmax."""
class NumpySoftmax(mx.operator.CustomOp):
    @staticmethod
    def softmax(z):
        e = np.exp((z.T - z.max(axis=1)).T)
        return (e.T / e.sum(axis=1)).T

    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], mx.nd.array(self.softmax(in_data[0].asnumpy())))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        y = in_data[1].asnumpy().astype(np.int32)
        dz = np.copy(out_data[0].asnumpy())
        np.subtract.at(dz, (np.arange(y.size), y), 1)
        self.assign(in_grad[0], req[0], mx.nd.array(dz))

# %% right_reshaped
"""Sums and maxima reshaped to columns, as in MXNet's tutorial."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        x = in_data[0].asnumpy()
        y = np.exp(x - x.max(axis=1).reshape((x.shape[0], 1)))
        y /= y.sum(axis=1).reshape((x.shape[0], 1))
        self.assign(out_data[0], req[0], mx.nd.array(y))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        l = in_data[1].asnumpy().ravel().astype(int)
        y = out_data[0].asnumpy()
        y[np.arange(l.shape[0]), l] -= 1.0
        self.assign(in_grad[0], req[0], mx.nd.array(y))

# %% right_logarithms
"""By way of the logarithms."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        self.assign(out_data[0], req[0], mx.nd.array(np.exp(logs)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% right_double
"""In double precision."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy().astype("float64")
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% right_nd
"""mx.nd in place of NumPy."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], mx.nd.softmax(in_data[0]))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        self.assign(in_grad[0], req[0], out_data[0] - mx.nd.one_hot(in_data[1], out_data[0].shape[1]))

# %% [markdown]
# ## The gradient

# %% right_one_hot
"""The labels as rows of an identity matrix."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error -= np.eye(error.shape[1])[labels]
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% right_compared
"""Classes compared with a row of numbers."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error -= labels[:, np.newaxis] == np.arange(error.shape[1])
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% right_loop
"""A loop over the rows."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        for row, label in enumerate(labels):
            error[row, label] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% right_label_zeroed
"""The label's gradient is set to zero."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))
        self.assign(in_grad[1], req[1], mx.nd.zeros(in_grad[1].shape))

# %% right_computed_again
"""The softmax computed again in the backward pass."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = powers / powers.sum(axis=1, keepdims=True)
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% [markdown]
# # Wrong
# ## The wrong softmax

# %% wrong_columns
"""The sums go down the columns, over the images; they should go along the rows."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=0, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=0, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_whole_sum
"""All rows are divided by one sum."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum()))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_not_normalised
"""The exponentials are not divided by their sum."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_log_softmax
"""The output holds logarithms of the probabilities."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(np.log(powers / powers.sum(axis=1, keepdims=True))))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% [markdown]
# ## Numerically unstable

# %% wrong_overflow
"""Large scores overflow: the largest of the row is not subtracted first."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores)
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_largest_of_all
"""The largest score of the whole batch is subtracted, so that rows with much smaller scores become 0 / 0."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max())
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% [markdown]
# ## The wrong gradient

# %% wrong_sign
"""The gradient has the wrong sign: training increases the loss."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(-error))

# %% wrong_plus_one
"""1 is added at the label instead of subtracted."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] += 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_labels_ignored
"""Nothing is subtracted at the label: the network learns nothing about the classes."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_every_label
"""1 is subtracted in every column whose number is some image's label."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[:, labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_scores_not_output
"""1 is subtracted from the scores, not from the probabilities."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = in_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_softmax_derivative
"""The gradient is multiplied by the probabilities once more; that of the cross-entropy is not."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        self.assign(
            in_grad[0], req[0], mx.nd.array(error * (error - (labels[:, np.newaxis] == np.arange(error.shape[1]))))
        )

# %% wrong_averaged
"""The gradient is divided by the size of the batch: the optimizer does that again."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error / len(labels)))

# %% wrong_chain_rule
"""The gradient is multiplied by out_grad, which means nothing here: no layer follows."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error * out_grad[0].asnumpy()))

# %% wrong_gradient_of_label
"""The gradient is written for the label, not for the scores."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[1], "write", mx.nd.array(error.sum(axis=1)))

# %% [markdown]
# ## Results do not arrive

# %% wrong_returned
"""The results are returned, but MXNet reads only its own arrays."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return mx.nd.array(powers / powers.sum(axis=1, keepdims=True))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        return mx.nd.array(error)

# %% wrong_new_array
"""The lists get new arrays, but MXNet continues with its own."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        out_data[0] = mx.nd.array(powers / powers.sum(axis=1, keepdims=True))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        in_grad[0] = mx.nd.array(error)

# %% wrong_numpy_assigned
"""NumPy arrays are passed to assign: they can be written, but not added to what MXNet's array holds."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], powers / powers.sum(axis=1, keepdims=True))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        self.assign(in_grad[0], req[0], error)

# %% wrong_request_ignored
"""The result is always written: MXNet's request to add it, or to write nothing, is ignored."""
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

# %% [markdown]
# ## Side effects

# %% wrong_output_changed
"""The output itself is changed in the backward pass."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0]
        error -= mx.nd.one_hot(in_data[1], error.shape[1])
        self.assign(in_grad[0], req[0], error)

# %% [markdown]
# ## Ten classes only

# %% wrong_ten_classes
"""The number of classes is hard-coded: there are always ten."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error -= np.eye(10)[labels]
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% [markdown]
# ## State and extremes

# %% wrong_first_labels
"""The labels of the operator's first batch are kept and used for all later ones."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        if not hasattr(self, "labels"):
            self.labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(error)), self.labels] -= 1
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_divided_by_output
"""The gradient is divided by the probability of the label on the way: where that is 0, the result is NaN."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        scores = in_data[0].asnumpy()
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        p = out_data[0].asnumpy()
        of_label = p[np.arange(len(p)), labels][:, np.newaxis]
        one_hot = np.eye(p.shape[1])[labels]
        error = -1 / of_label * (of_label * (one_hot - p))
        self.assign(in_grad[0], req[0], mx.nd.array(error))

# %% wrong_backward_request_ignored
"""backward overwrites its array even where req asks it to add to what is there: use `assign` with req[0]."""
class NumpySoftmax(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        z = in_data[0].asnumpy()
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        self.assign(out_data[0], req[0], mx.nd.array(powers / powers.sum(axis=1, keepdims=True)))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        labels = in_data[1].asnumpy().astype(int)
        error = out_data[0].asnumpy()
        error[np.arange(len(labels)), labels] -= 1
        in_grad[0][:] = mx.nd.array(error)
