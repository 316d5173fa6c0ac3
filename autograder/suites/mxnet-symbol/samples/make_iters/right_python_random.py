"""Python's own generator shuffles the numbers of the images."""


def make_iters(X, y, batch_size):
    import random

    order = list(range(len(X)))
    random.Random(seed).shuffle(order)
    k = len(order) * 6 // 7

    def part(numbers):
        return np.stack([X[i].ravel() for i in numbers]).astype(np.float32) / 255, y[numbers].astype(np.float32)

    train_iter = mx.io.NDArrayIter(*part(order[:k]), batch_size, shuffle=True, last_batch_handle="discard")
    return train_iter, mx.io.NDArrayIter(*part(order[k:]), batch_size, last_batch_handle="pad")
