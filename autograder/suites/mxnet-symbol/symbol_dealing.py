"""What the checks of `make_iters` share: images that can be told apart, and what the iterators deal out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from symbol_oracle import Array

from autograder.checking import Wrong, as_array, as_items, readable, return_hint
from autograder.checking.wording import phrase, shape_text
from autograder.guest.wire import AsNumpy, Scalar


def draw_images(rng: np.random.Generator, n: int, size: tuple[int, int]) -> tuple[Array, Array]:
    """n uint8 images that all differ, and for labels, uint8, numbers that say little of the order."""
    X = rng.integers(0, 256, (n, *size)).astype(np.uint8)
    X[:, 0, 0] = rng.permutation(256)[:n]
    X[0, 1, 1], X[1, 1, 1] = 0, 255
    return X, rng.integers(0, 10, n).astype(np.uint8)


def draw_set(rng: np.random.Generator, *, even: bool) -> tuple[Array, Array, int]:
    """Images, labels and a size of batches: those for training and for testing fill whole ones, or neither do.

    All sizes are drawn, so that none of them can be written into an answer.
    """
    size = (int(rng.integers(2, 7)), int(rng.integers(2, 7)))
    while True:
        batch_size, n = int(rng.integers(4, 9)), int(rng.integers(60, 180))
        left = [part % batch_size for part in (n * 6 // 7, n - n * 6 // 7)]
        if (not any(left)) if even else all(left):
            return *draw_images(rng, n, size), batch_size


@dataclass(frozen=True)
class Dealt:
    """What an iterator deals out: for each epoch, for each batch, the numbers of its images in X; and its pads."""

    batch_size: int
    about: list[Any]
    epochs: list[list[list[int]]]
    pads: list[list[int]]

    def once(self, epoch: int) -> list[int]:
        """The numbers of the epoch's images, without what pads."""
        batches = zip(self.epochs[epoch], self.pads[epoch], strict=True)
        return [number for batch, pad in batches for number in batch[: len(batch) - pad]]


def deal(student: Any, X: Array, y: Array, batch_size: int, epochs: int = 2) -> list[Dealt]:
    """Both iterators of make_iters(X, y, batch_size), drained."""
    answer = student.drive("dealt", AsNumpy(X), AsNumpy(y), batch_size, epochs)
    if not isinstance(answer, list):
        raise Wrong(
            f"make_iters(X, y, {batch_size}) is {phrase(answer)}; expected (train_iter, test_iter).{return_hint(answer)}"
        )
    both = as_items(answer, 2, what="make_iters(...)")
    return [_dealt(each, name, X, y) for each, name in zip(both, ("train_iter", "test_iter"), strict=True)]


def _dealt(answer: object, name: str, X: Array, y: Array) -> Dealt:
    if not isinstance(answer, list) or len(answer) != 3:
        raise Wrong(f"{name} is {phrase(answer)}; expected an mx.io.NDArrayIter.")
    batch_size, about, epochs = answer
    flat = (X.reshape(len(X), -1) / 255).astype(np.float32)
    rows, pads, largest = [], [], 0.0
    with readable(name):
        described = [
            [[str(each), [int(side) for side in shape], str(dtype)] for each, shape, dtype in kind] for kind in about
        ]
        for epoch in epochs:
            pads.append([int(pad.value if isinstance(pad, Scalar) else pad) for _, _, pad in epoch])
            rows.append([_numbers(name, data, label, flat, y) for data, label, _ in epoch])
            largest = max([largest, *(float(data.values.max()) for data, _, _ in epoch)])
        dealt = Dealt(int(batch_size), described, rows, pads)
    if largest < 0.5:
        raise Wrong(
            f"The data of {name} reach up to {largest:g}; pixels from 0 to 255 should become numbers from 0 to 1."
        )
    return dealt


def _numbers(name: str, data: object, label: object, flat: Array, y: Array) -> list[int]:
    """Which images of X the rows of a batch are."""
    got = as_array(data, what=f"the data of {name}")
    labels = as_array(label, what=f"the labels of {name}")
    # One row per image, or the image as it is: the network flattens what it is given.
    if not got.ndim or math.prod(got.shape[1:]) != flat.shape[1]:
        wanted = shape_text((*labels.shape[:1], *flat.shape[1:]))
        raise Wrong(f"The data of a batch of {name} have shape {shape_text(got.shape)}; expected {wanted}.")
    got = got.reshape(len(got), flat.shape[1])
    if labels.shape != got.shape[:1]:
        raise Wrong(f"The labels of a batch of {name} have shape {shape_text(labels.shape)}; expected ({len(got)},).")
    if got.size and got.max() > 1.001:
        raise Wrong(
            f"The data of {name} reach up to {got.max():g}; pixels from 0 to 255 should become numbers from 0 to 1."
        )
    if not len(got):
        return []
    far = np.abs(got[:, np.newaxis] - flat).max(axis=2)
    numbers = far.argmin(axis=1)
    if far.min(axis=1).max() > 1e-5:
        raise Wrong(f"A row of {name} is not an image of X (its pixels row by row, divided by 255).")
    if not np.array_equal(labels, y[numbers]):
        raise Wrong(f"In {name} an image does not have its label from y: shuffle both by the same permutation.")
    return [int(number) for number in numbers]


def expect_split(found: list[Dealt], n: int) -> None:
    """The first six sevenths train, the rest tests, and nothing does both."""
    train, test = (set(each.once(0)) for each in found)
    held = n * 6 // 7
    if len(test) != n - held:
        raise Wrong(f"Of {n} images, test_iter gives {len(test)}; expected the last seventh, {n - held}.")
    if train & test:
        raise Wrong(f"{len(train & test)} images are in train_iter and in test_iter.")
    many = set(found[0].once(0)) | set(found[0].once(1))
    if not len(many) <= held or len(many) < held // found[0].batch_size * found[0].batch_size:
        raise Wrong(f"Of {n} images, train_iter gives {len(many)} in two epochs; {held} are for training.")


def expect_train_batches(train: Dealt, n: int) -> None:
    """Whole batches of different images, in every epoch."""
    held, size = n * 6 // 7, train.batch_size
    for number, epoch in enumerate(train.epochs):
        if len(epoch) != held // size or any(train.pads[number]):
            last = f", the last with pad = {train.pads[number][-1]}" if epoch else ""
            raise Wrong(
                f"Epoch {number + 1} of train_iter has {len(epoch)} batches{last}; expected {held // size} complete "
                f"ones from {held} images, without what is left over."
            )
        seen = train.once(number)
        if len(set(seen)) != len(seen):
            raise Wrong(f"Epoch {number + 1} of train_iter gives an image twice.")


def expect_test_batches(test: Dealt, n: int) -> None:
    """Every test image once, the last batch filled up."""
    held = n - n * 6 // 7
    for number, epoch in enumerate(test.epochs):
        seen = test.once(number)
        if sorted(seen) != sorted(set(seen)) or len(seen) != held:
            raise Wrong(
                f"Epoch {number + 1} of test_iter gives {len(set(seen))} different images in {len(seen)} rows that "
                f"are not padding; expected each of {held} images once."
            )
        if len(epoch) != -(-held // test.batch_size):
            raise Wrong(f"test_iter has {len(epoch)} batches; expected {-(-held // test.batch_size)}.")
