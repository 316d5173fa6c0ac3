"""Every argument by its keyword."""


def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(
        data=rows[:k], label=labels[:k], batch_size=batch_size, shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter(
        data=rows[k:], label=labels[k:], batch_size=batch_size, shuffle=False, last_batch_handle="pad"
    )
    return train_iter, test_iter
