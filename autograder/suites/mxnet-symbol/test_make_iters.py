"""make_iters(X, y, batch_size): visible checks."""

from __future__ import annotations

import pytest
from symbol_dealing import deal, draw_images, expect_split, expect_test_batches, expect_train_batches

from autograder.checking import Wrong


@pytest.mark.weight(2)
@pytest.mark.hint("k = len(X) * 6 // 7 is where the test images begin, once all are shuffled.")
def test_split(student, rng):
    """Six sevenths of the images are for training, the rest for testing, each with its own label"""
    found, _, _ = deal(student, *draw_images(rng, 70, (3, 4)), 5)
    expect_split(found, 70)


@pytest.mark.weight(2)
@pytest.mark.hint("last_batch_handle decides what becomes of a last batch that is not full: see the table.")
def test_last_batches(student, rng):
    """train_iter throws the last batch away where it is not full; test_iter fills it up"""
    found, _, _ = deal(student, *draw_images(rng, 70, (3, 4)), 8)
    expect_train_batches(found[0], 70)
    expect_test_batches(found[1], 70)


@pytest.mark.weight(2)
@pytest.mark.hint("Shuffle before you split; and let train_iter shuffle again before each epoch.")
def test_order(student, rng):
    """The images are shuffled, and those for training anew in each epoch"""
    found, _, _ = deal(student, *draw_images(rng, 140, (3, 4)), 4)
    train, test = found
    if not train.once(0) or not test.once(0):
        raise Wrong("An iterator deals out nothing.")
    if min(test.once(0)) >= 120:
        raise Wrong("test_iter holds the last images of X: they were not shuffled before they were split.")
    if train.once(0) == train.once(1):
        raise Wrong("train_iter deals out two epochs in the same order.")
    if train.once(0) == sorted(train.once(0)):
        raise Wrong("train_iter deals out the images in the order of X.")


@pytest.mark.hint("NDArrayIter's own names, data and softmax_label, are those of the symbol.")
def test_descriptions(student, rng):
    """What the iterators say of themselves: names, shapes and dtypes"""
    found, _, _ = deal(student, *draw_images(rng, 70, (3, 4)), 5, 1)
    for name, each in zip(("train_iter", "test_iter"), found, strict=True):
        expected = [[["data", [5, 12], "float32"]], [["softmax_label", [5], "float32"]]]
        if each.about != expected or each.batch_size != 5:
            raise Wrong(f"{name} describes its data and labels as\n{each.about}\nexpected:\n{expected}")
