"""What the checks of `classify` share: drawings made of straight strokes, and the small picture that each becomes.

The picture is worked out by averaging over areas. Other ways to make a drawing smaller come close to it; how close is close
enough was measured on the right samples, and stands with the limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from symbol_oracle import Array

from autograder.checking import Wrong, as_items
from autograder.checking.questions import expect_arguments_kept
from autograder.checking.wording import phrase, shape_text
from autograder.guest.wire import AsNumpy, Opaque, Scalar, Tensor

SIZE, BOX, INK = 28, 20, 0.1


def draw_strokes(rng: np.random.Generator, shape: tuple[int, int], width: float, corners: int = 4) -> Array:
    """A drawing, float32, of straight strokes ``width`` pixels wide through some corners, 1 on 0, away from the edge."""
    height, length = shape
    while True:
        places = rng.uniform(0.1, 0.9, (corners, 2)) * (height, length)
        drawing = stroke(shape, places, width)
        part = cropped(drawing).shape
        if max(part) > 0.4 * max(shape) and min(part) > 0.15 * max(part):
            return drawing


def draw_block(rng: np.random.Generator, height: tuple[int, int], width: tuple[int, int]) -> tuple[Array, int, int]:
    """A drawing, float32, of a filled rectangle with sides from these spans, somewhere within; and its sides."""
    sides = [int(rng.integers(*span)) for span in (height, width)]
    shape = [side + int(rng.integers(20, 40)) for side in sides]
    top, left = (int(rng.integers(2, whole - side - 1)) for whole, side in zip(shape, sides, strict=True))
    drawing = np.zeros(shape, np.float32)
    drawing[top : top + sides[0], left : left + sides[1]] = 1
    return drawing, sides[0], sides[1]


def draw_shape(rng: np.random.Generator, height: int, width: int) -> tuple[int, int]:
    """About ``height`` by ``width``: up to a tenth more or less."""
    return int(rng.integers(0.9 * height, 1.1 * height + 1)), int(rng.integers(0.9 * width, 1.1 * width + 1))


def stroke(shape: tuple[int, int], places: Array, width: float) -> Array:
    """Straight strokes from place to place, (row, column) each; float32."""
    pixels = np.stack(np.indices(shape), axis=-1) + 0.5
    drawing = np.zeros(shape)
    for start, end in pairwise(places):
        along = end - start
        share = np.clip((pixels - start) @ along / max(along @ along, 1e-9), 0, 1)
        far = np.linalg.norm(pixels - start - share[..., np.newaxis] * along, axis=-1)
        drawing = np.maximum(drawing, np.clip(width / 2 + 0.5 - far, 0, 1))
    return drawing.astype(np.float32)


def cropped(drawing: Array) -> Array:
    """The smallest part that holds all ink."""
    rows, columns = np.nonzero(drawing > INK)
    return drawing[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


@dataclass(frozen=True)
class Picture:
    """What the network shall see, from 0 to 1: float64, shape (28, 28). ``held``: along which axes the edge held it back."""

    values: Array
    held: tuple[bool, bool]


def picture(drawing: Array) -> Picture:
    """Of a drawing with light ink on a dark background."""
    part = cropped(drawing.astype(np.float64))
    sides = [max(1, round(side * BOX / max(part.shape))) for side in part.shape]
    small = _averages(part.shape[0], sides[0]) @ part @ _averages(part.shape[1], sides[1]).T
    small = small / small.max()
    wanted = [round(SIZE / 2 - place) for place in centre(small)]
    corner = [int(np.clip(place, 0, SIZE - side)) for place, side in zip(wanted, sides, strict=True)]
    found = np.zeros((SIZE, SIZE))
    found[corner[0] : corner[0] + sides[0], corner[1] : corner[1] + sides[1]] = small
    return Picture(found, (corner[0] != wanted[0], corner[1] != wanted[1]))


def _averages(old: int, new: int) -> Array:
    """Shape (new, old): each of ``new`` cells is the mean over its share of ``old`` ones."""
    left = np.arange(new)[:, np.newaxis] * old / new
    cells = np.arange(old)
    return np.clip(np.minimum(left + old / new, cells + 1) - np.maximum(left, cells), 0, None) * new / old


def centre(image: Array) -> Array:
    """The centre of mass, (row, column), in pixels from the upper left corner."""
    places = np.stack(np.indices(image.shape), axis=-1) + 0.5
    return (image[..., np.newaxis] * places).sum(axis=(0, 1)) / image.sum()


# How far a right picture may be from the one above. Most that was seen among the right samples, in 800 drawings each: 0.53 of
# the ink and two pixels of a side, 0.7 off the middle, 0.15 at the edge.
DIFFERENCE, OFF_SIDE = 0.75, 2.5
OFF_MIDDLE = 1.02  # of the centre of mass, in pixels: whole ones, rounded in any way
OFF_EDGE = 0.6  # where the edge holds the picture back


def difference(one: Array, other: Array) -> float:
    """How much of the ink is elsewhere: the least over shifts by one pixel, both blurred a little."""
    right = _blurred(np.pad(other, 2))
    best = np.inf
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            moved = _blurred(np.roll(np.pad(one, 2), (down, across), (0, 1)))
            best = min(best, float(np.abs(moved - right).sum() / right.sum()))
    return best


def _blurred(image: Array) -> Array:
    for axis in (0, 1):
        image = (np.roll(image, 1, axis) + 2 * image + np.roll(image, -1, axis)) / 4
    return image


def classify(student: Any, rng: np.random.Generator, images: Sequence[Array], *, kept: bool = False) -> list[Array]:
    """The small pictures that predict was asked about, one for each image; the answers were the classes it gave.

    ``kept``: and the images stayed as they were.
    """
    digits = [int(digit) for digit in rng.permutation(10)[: len(images)]]
    table = rng.uniform(0, 0.08, (len(images), 10))
    table[np.arange(len(images)), digits] = rng.uniform(0.15, 0.9, len(images))  # the largest, not always above a half
    table = (table / table.sum(axis=1, keepdims=True)).astype(np.float32)
    answer = student.drive("classified", [AsNumpy(image) for image in images], AsNumpy(table))
    found = []
    rows = as_items(answer, len(images), what="the answers of classify")
    for row, digit, image in zip(rows, digits, images, strict=True):
        result, asked = as_items(row, 2, what="an answer of classify")
        what = f"classify of an image of shape {shape_text(image.shape)}"
        found.append(_asked(asked))
        _expect_class(result, digit, what)
    if kept:
        named = {f"image {number}": image for number, image in enumerate(images, 1)}
        expect_arguments_kept(student, {**named, "the probabilities": table})
    return found


def _asked(asked: object) -> Array:
    if not isinstance(asked, list) or len(asked) != 1:
        count = len(asked) if isinstance(asked, list) else 0
        raise Wrong(f"predict was called {count} times; expected one call with one image.")
    image = asked[0]
    if not isinstance(image, Tensor) or image.kind != "numpy":
        raise Wrong(f"predict was asked about {phrase(image)}; expected a NumPy array of shape (1, 28, 28).")
    if image.values.shape != (1, SIZE, SIZE):
        raise Wrong(
            f"predict was asked about an array of shape {shape_text(image.values.shape)}; expected (1, 28, 28)."
        )
    if image.values.dtype != np.float32:
        raise Wrong(f"predict was asked about an array of dtype {image.values.dtype}; expected float32.")
    if not (np.isfinite(image.values).all() and image.values.min() >= -0.02 and image.values.max() <= 1.02):
        raise Wrong("The picture that predict was asked about has values outside the range from 0 to 1.")
    values: Array = image.values[0].astype(np.float64)
    return values


def _expect_class(result: object, digit: int, what: str) -> None:
    value = result.value if isinstance(result, Scalar) else result
    if isinstance(value, bool) or not isinstance(value, int):
        hint = "\nDoes the function end with a return statement?" if isinstance(value, Opaque | None) else ""
        raise Wrong(f"{what} is {phrase(result)}; expected an int.{hint}")
    if value != digit:
        raise Wrong(f"{what} is {value}; the largest probability that predict gave is that of {digit}.")


def expect_picture(got: Array, drawing: Array, what: str) -> None:
    """The picture is that of a drawing (light ink on a dark background, 0 to 1), however it was made smaller."""
    right = picture(drawing)
    if got.max() < 0.8:
        raise Wrong(f"{what}: the brightest pixel is {got.max():.2g}; the ink should reach up to 1.")
    sides, expected = _sides(got), _sides(right.values)
    if max(abs(a - b) for a, b in zip(sides, expected, strict=True)) > OFF_SIDE:
        raise Wrong(
            f"{what}: the ink fills {sides[0]} rows and {sides[1]} columns of the 28; expected {expected[0]} and "
            f"{expected[1]}: the longer side of its box becomes 20, and the shape stays the same."
        )
    for which, place, wanted, held in zip(
        ("row", "column"), centre(got), centre(right.values), right.held, strict=True
    ):
        middle, limit, note = (
            (wanted, OFF_EDGE, ": the drawing reaches the edge") if held else (SIZE / 2, OFF_MIDDLE, "")
        )
        if abs(place - middle) > limit:
            raise Wrong(f"{what}: the centre of mass is at {which} {place:.1f}; expected {middle:.1f}{note}.")
    if (far := difference(got, right.values)) > DIFFERENCE:
        raise Wrong(f"{what}: the picture does not show the drawing: {far:.0%} of the ink is elsewhere.")


def expect_block(got: Array, height: int, width: int, what: str) -> None:
    """The picture of a filled rectangle: its sides are known to the pixel, the shorter up to its rounding."""
    longer = max(height, width)
    rows, columns = _sides(got, 0.5)
    for name, side, old in (("high", rows, height), ("wide", columns, width)):
        right = old * BOX / longer
        if abs(side - right) > (0.1 if old == longer else 1):
            raise Wrong(f"{what}: it is {side} pixels {name} in the picture; expected {right:.3g}.")


def _sides(image: Array, share: float = 0.25) -> tuple[int, int]:
    """Rows and columns between the first and the last with ink."""
    found = []
    for axis in (1, 0):
        inked = np.flatnonzero(image.max(axis=axis) > share * image.max())
        found.append(int(inked[-1] - inked[0] + 1))
    return found[0], found[1]
