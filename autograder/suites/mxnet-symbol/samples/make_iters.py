# %% [markdown]
# # Right
# ## Other ways to shuffle

# %% right_numpy_seed
"""NumPy's global generator is seeded first, as in MXNet's tutorial."""
def make_iters(X, y, batch_size):
    np.random.seed(seed)
    order = np.random.permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_default_rng
"""NumPy's newer generator."""
def make_iters(X, y, batch_size):
    order = np.random.default_rng(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_python_random
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

# %% right_shuffled_indices
"""A list of numbers, shuffled in place."""
def make_iters(X, y, batch_size):
    order = np.arange(X.shape[0])
    np.random.RandomState(seed).shuffle(order)
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_argsort
"""The order is that of random numbers."""
def make_iters(X, y, batch_size):
    order = np.argsort(np.random.RandomState(seed).rand(len(X)))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_copies_shuffled
"""Copies are shuffled by two generators of the same seed."""
def make_iters(X, y, batch_size):
    X, y = X.copy(), y.copy()
    np.random.RandomState(seed).shuffle(X)
    np.random.RandomState(seed).shuffle(y)
    rows = X.reshape(len(X), -1).astype("float32") / 255
    labels = y.astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_split_order
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

# %% [markdown]
# ## Other arrays

# %% right_images_not_flat
"""The images keep their height and width: the network flattens them."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_one_channel
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

# %% right_multiplied
"""Multiplied by 1/255, in double precision first."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = (X[order].reshape(len(X), -1) * (1 / 255)).astype("float32")
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% right_ndarrays
"""The arrays become NDArrays first."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(
        mx.nd.array(rows[:k]), mx.nd.array(labels[:k]), batch_size, shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter(mx.nd.array(rows[k:]), mx.nd.array(labels[k:]), batch_size)
    return train_iter, test_iter

# %% right_named
"""Data and label in dictionaries, with their names."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(
        {"data": rows[:k]}, {"softmax_label": labels[:k]}, batch_size, shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter({"data": rows[k:]}, {"softmax_label": labels[k:]}, batch_size)
    return train_iter, test_iter

# %% [markdown]
# ## Other styles

# %% right_keywords
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

# %% right_list
"""A list of two iterators."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return [train_iter, test_iter]

# %% [markdown]
# # Wrong
# ## The scale of the pixels

# %% wrong_not_scaled
"""The grey levels still go from 0 to 255."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32")
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_scaled_twice
"""The grey levels are divided by 255 twice."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255 / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_divided_by_256
"""The grey levels are divided by 256, the number of levels, instead of 255, the largest."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 256
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_divided_before_float
"""Integers are divided by an integer: nearly all pixels become 0."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1) // 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(
        rows[:k].astype("float32"), labels[:k], batch_size, shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter(rows[k:].astype("float32"), labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_inverted
"""The grey levels are inverted: paper becomes 1, ink 0."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = 1 - X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_signed
"""The grey levels go from -1 to 1."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 127.5 - 1
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_centred
"""The mean is subtracted from the grey levels."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    rows -= rows.mean()
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_own_maximum
"""The images are divided by the largest grey level among them; they should be divided by 255."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / X.max()
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% [markdown]
# ## The order of the examples

# %% wrong_not_shuffled
"""The images are split in the order in which they come."""
def make_iters(X, y, batch_size):
    order = np.arange(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_labels_not_shuffled
"""The images are shuffled, but their labels are not."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y.astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_two_permutations
"""Images and labels are shuffled by two different permutations."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[np.random.RandomState(seed + 1).permutation(len(X))].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_two_permutations_in_turn
"""Images and labels are shuffled by two different permutations.

Known as: wrong_two_permutations
"""
def make_iters(X, y, batch_size):
    generator = np.random.RandomState(seed)
    rows = X[generator.permutation(len(X))].reshape(len(X), -1).astype("float32") / 255
    labels = y[generator.permutation(len(X))].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_seed_not_used
"""The generator is not seeded: each call splits the images differently."""
def make_iters(X, y, batch_size):
    order = np.random.permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_no_shuffle_in_training
"""Every epoch has the same order: shuffle=True is missing."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% [markdown]
# ## The split

# %% wrong_whole_set_for_training
"""The training iterator holds the test images, too."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows, labels, batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_five_sevenths
"""A part of the images is in neither iterator."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(
        rows[: k - k // 6], labels[: k - k // 6], batch_size, shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_sixty_thousand
"""The split is at 60,000 images, however many there are."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = 60_000 if len(X) >= 70_000 else len(X) - 10
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_swapped
"""The two iterators are returned in the wrong order."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return test_iter, train_iter

# %% [markdown]
# ## The batches

# %% wrong_batch_of_100
"""The batches always hold 100 images, whatever batch_size is."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], min(100, k), shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], min(100, len(X) - k))
    return train_iter, test_iter

# %% wrong_padded_training
"""The last training batch is filled up, so that some images count twice."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True)
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_rolled_over
"""Left-over training images move into the next epoch: epochs have different numbers of batches."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="roll_over")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_discarded_tests
"""The test images of the last batch are left out."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size, last_batch_handle="discard")
    return train_iter, test_iter

# %% wrong_label_name
"""The label is called label; the network calls it softmax_label."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(
        rows[:k], labels[:k], batch_size, label_name="label", shuffle=True, last_batch_handle="discard"
    )
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size, label_name="label")
    return train_iter, test_iter

# %% [markdown]
# ## The shape of the images

# %% wrong_28_by_28
"""Images of another size than 28 by 28 cannot be used."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(-1, 28 * 28).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% wrong_transposed_pixels
"""The pixels are read column by column."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].transpose(0, 2, 1).reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% [markdown]
# ## Arguments

# %% wrong_arguments_swapped
"""Images and labels are swapped: the first argument should be the images, the second the labels."""
def make_iters(y, X, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = len(X) * 6 // 7
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter

# %% [markdown]
# ## Side effects

# %% wrong_shuffled_in_place
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

# %% wrong_four_fifths
"""Four fifths of the images are for training, not six sevenths."""
def make_iters(X, y, batch_size):
    order = np.random.RandomState(seed).permutation(len(X))
    rows = X[order].reshape(len(X), -1).astype("float32") / 255
    labels = y[order].astype("float32")
    k = int(0.8 * len(X))
    train_iter = mx.io.NDArrayIter(rows[:k], labels[:k], batch_size, shuffle=True, last_batch_handle="discard")
    test_iter = mx.io.NDArrayIter(rows[k:], labels[k:], batch_size)
    return train_iter, test_iter
