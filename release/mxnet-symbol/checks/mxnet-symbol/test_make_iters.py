"""make_iters(X, y, batch_size): visible checks."""

from __future__ import annotations

import math

import pytest
from symbol_dealing import deal, draw_set, expect_split, expect_test_batches, expect_train_batches

from autograder.checking import Wrong


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Which images are for training, and which for testing?",
    "Once all are shuffled, the first six sevenths are for training; each image keeps its label.",
    "Six sevenths of the number of images, rounded down, come first; the test images are all that follow.",
)
def test_split(student, rng):
    """Six sevenths of the images are for training, the rest for testing, each with its own label"""
    X, y, batch_size = draw_set(rng, even=True)
    found = deal(student, X, y, batch_size)
    expect_split(found, len(X))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What happens to a last batch that is not full?",
    "In training it is left out, in testing it is filled up, so that no image is missed.",
    "last_batch_handle decides this: see the notebook's table.",
)
def test_last_batches(student, rng):
    """train_iter leaves out an incomplete last batch; test_iter fills it up"""
    X, y, batch_size = draw_set(rng, even=False)
    found = deal(student, X, y, batch_size)
    expect_train_batches(found[0], len(X))
    expect_test_batches(found[1], len(X))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "In which order do images come, for the split and in each epoch?",
    "The split is of shuffled images; and each epoch of the training has an order of its own.",
    "Shuffle before you split; let train_iter shuffle again by its own argument.",
)
def test_order(student, rng):
    """The images are shuffled, and the training images again in each epoch"""
    X, y, batch_size = draw_set(rng, even=True)
    found = deal(student, X, y, batch_size)
    train, test = found
    if not train.once(0) or not test.once(0):
        raise Wrong("An iterator gives no images.")
    if min(test.once(0)) >= len(X) * 6 // 7:
        raise Wrong("test_iter holds the last images of X: they were not shuffled before they were split.")
    if train.once(0) == train.once(1):
        raise Wrong("train_iter gives two epochs in the same order.")
    if train.once(0) == sorted(train.once(0)):
        raise Wrong("train_iter gives the images in the order of X.")


@pytest.mark.hint(
    "By which names does the network find data and labels?",
    "By those of the symbol, data and softmax_label.",
    "These are the default names of NDArrayIter; images and labels are float32.",
)
def test_descriptions(student, rng):
    """How the iterators describe their data: names, shapes and dtypes"""
    X, y, batch_size = draw_set(rng, even=True)
    found = deal(student, X, y, batch_size, 1)
    row = math.prod(X.shape[1:])
    expected = [[["data", [batch_size, row], "float32"]], [["softmax_label", [batch_size], "float32"]]]
    for name, each in zip(("train_iter", "test_iter"), found, strict=True):
        # The image as it is will do for its row, as in the batches themselves.
        rows = [[[what, [*shape[:1], math.prod(shape[1:])], dtype] for what, shape, dtype in each.about[0]]]
        if [*rows, *each.about[1:]] != expected or each.batch_size != batch_size:
            raise Wrong(f"{name} describes its data and labels as\n{each.about}\nexpected:\n{expected}")
