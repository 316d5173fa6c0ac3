"""make_iters(X, y, batch_size): hidden checks."""

from __future__ import annotations

import numpy as np
import pytest
from symbol_dealing import deal, draw_images, draw_set, expect_split, expect_test_batches, expect_train_batches

from autograder.checking import Wrong, as_items, result_first
from autograder.checking.questions import expect_arguments_kept
from autograder.guest.wire import AsNumpy, Tensor


@pytest.mark.weight(3)
@pytest.mark.hint(
    "What do number and size of the images depend on?",
    "On the data that is passed in, and on nothing else.",
    "Take the number of images, their height and their width from the shape of X.",
)
def test_other_sizes(student, rng):
    """Other numbers of images, of another size, in other batches, and without white pixels

    Sizes belong to the data: nothing may be fixed at those of MNIST. The scale does not: 255 is white in every set of images.
    """
    X, y = draw_images(rng, int(rng.integers(20, 40)), (2, 3))
    single = np.minimum(X, 200), y, 1
    for X, y, batch_size in (draw_set(rng, even=False), draw_set(rng, even=False), single):
        found = deal(student, X, y, batch_size)
        expect_split(found, len(X))
        expect_train_batches(found[0], len(X))
        expect_test_batches(found[1], len(X))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What does the split depend on?",
    "On the number of images alone: a call must not notice what NumPy's generator did before.",
    "A generator with a seed of its own, np.random.RandomState(seed), or np.random.seed(seed) right before.",
)
def test_same_split(student, rng):
    """The same split in every call

    It must not depend on what NumPy's random generator did before.
    """
    X, _, batch_size = draw_set(rng, even=True)
    y = np.arange(len(X)).astype(np.float32)  # labels that tell the images apart
    seeds = rng.permutation(1000)[:2].tolist()
    answer = student.drive("dealt_twice", AsNumpy(X), AsNumpy(y), batch_size, seeds)
    both = as_items(answer, 2, what="the labels of two calls")
    if not all(isinstance(each, list) for each in both):
        raise Wrong("The labels of test_iter cannot be read.")
    sets = [
        {number for batch in each if isinstance(batch, Tensor) for number in batch.values.ravel().tolist()}
        for each in both
    ]
    if sets[0] != sets[1] or len(sets[0]) != len(X) - len(X) * 6 // 7:
        raise Wrong("Two calls put different images into test_iter.")


@pytest.mark.hint(
    "Who needs X and y after the call?",
    "The caller, in their order: shuffling in place would change that.",
    "Index by a permutation: that makes new arrays.",
)
def test_arguments_unchanged(student, rng):
    """X and y stay as they are

    The caller still needs them, in their order.
    """
    X, y, batch_size = draw_set(rng, even=True)
    with result_first():
        expect_split(deal(student, X, y, batch_size), len(X))
    expect_arguments_kept(student, {"X": X, "y": y})
