"""The tutorial's own form: images of one channel, (n, 1, height, width)."""


def make_iters(X, y, batch_size):
    def to4d(images):
        return images.reshape(images.shape[0], 1, *images.shape[1:]).astype(np.float32) / 255

    order = np.random.RandomState(seed).permutation(len(X))
    k = len(X) * 6 // 7
    train, test = order[:k], order[k:]
    train_iter = mx.io.NDArrayIter(
        to4d(X[train]), y[train].astype(np.float32), batch_size, shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter(to4d(X[test]), y[test].astype(np.float32), batch_size)
    return train_iter, test_iter
