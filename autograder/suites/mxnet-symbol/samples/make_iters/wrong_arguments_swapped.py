"""Images and labels are exchanged: the images are the first argument, and the labels the second."""


def make_iters(y, X, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter
