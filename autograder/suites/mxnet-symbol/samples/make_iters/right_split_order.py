"""The order is split, and the images are picked by its parts."""


def make_iters(X, y, batch_size):
    n = X.shape[0]
    order = np.random.RandomState(seed).permutation(n)
    train, test = np.split(order, [6 * n // 7])
    X, y = X.reshape((n, -1)), y.astype(np.float32)
    pixels = X.astype(np.float32) / np.float32(255)
    train_iter = mx.io.NDArrayIter(pixels[train], y[train], batch_size, True, "discard")
    test_iter = mx.io.NDArrayIter(pixels[test], y[test], batch_size, False, "pad")
    return train_iter, test_iter
