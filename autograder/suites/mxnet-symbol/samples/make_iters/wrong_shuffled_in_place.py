"""The caller's own images and labels are shuffled."""


def make_iters(X, y, batch_size):
    np.random.RandomState(seed).shuffle(X)
    np.random.RandomState(seed).shuffle(y)
    rows = X.reshape(len(X), -1).astype("float32") / 255
    labels = y.astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter
