"""The batches always hold 100 images, whatever batch_size is."""


def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], min(100, k), shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], min(100, len(X) - k))
    return train_iter, test_iter
