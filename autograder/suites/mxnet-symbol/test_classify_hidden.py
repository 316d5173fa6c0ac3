"""classify(image): hidden checks."""

from __future__ import annotations

import numpy as np
import pytest
from symbol_pictures import classify, draw_block, draw_shape, draw_strokes, expect_picture, stroke

from autograder.checking import Wrong, result_first


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Where is the drawing in the images that the network was trained on?",
    "Its centre of mass, not the middle of its box, is in the middle of the 28 by 28 pixels.",
    "Move by whole pixels, as far as the drawing stays inside.",
)
def test_centre(student, rng):
    """The centre of mass is in the middle

    In drawings with most of their ink on one side, and in some that would stick out over the edge.
    """
    for corner in ((0, 0), (0, 1), (1, 0), (1, 1)):
        side = int(rng.integers(136, 145))

        def mirrored(*places, corner=corner, side=side):
            return np.abs(np.array(corner) * side - np.array(places, float))

        reach = rng.integers(95, 126, 2)
        hook = stroke((side, side), mirrored((reach[0], 20), (20, 20), (20, reach[1])), 6)
        blob = stroke((side, side), mirrored((24, 24), (24, 25)), 28)
        whisker = stroke((side, side), mirrored((24, 24), [rng.integers(122, 129)] * 2), 1.5)
        for drawing in (hook, np.maximum(whisker, blob)):
            (got,) = classify(student, rng, [drawing])
            expect_picture(got, drawing, "A drawing with its ink on one side")


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How many pixels of a large drawing become one pixel?",
    "All of them have a part in it, so that a thin line stays a line.",
    "Average over the area that a new pixel covers; then divide by the largest value.",
)
def test_thin_strokes(student, rng):
    """Thin strokes in a large drawing, and drawings smaller than 20 pixels

    Every part of a stroke must still be there when the drawing has its new size.
    """
    smallest = np.array([[0, 1], [0, 0]], np.float32)
    (got,) = classify(student, rng, [smallest])
    expect_picture(got, smallest, "A single pixel of ink in an image of 2 by 2 pixels")
    for about, width in (((300, 260), 2.0), ((280, 280), 1.5), ((14, 16), 1.5), ((28, 28), 2.5)):
        shape = draw_shape(rng, *about)
        drawing = draw_strokes(rng, shape, width)
        (got,) = classify(student, rng, [drawing])
        expect_picture(got, drawing, f"A drawing of {shape[0]} by {shape[1]} pixels with thin strokes")


@pytest.mark.weight(1)
@pytest.mark.hint(
    "What is the shorter side of a line, scaled by the factor of the longer side?",
    "Less than a pixel; and a picture needs at least one.",
    "A side is never shorter than 1: max(1, ...).",
)
def test_straight_line(student, rng):
    """A straight line, vertical or horizontal

    Both sides are scaled by the same factor: a line stays a line.
    """
    upright, _, _ = draw_block(rng, (60, 90), (1, 2))
    for drawing in (upright, np.ascontiguousarray(upright.T)):
        (got,) = classify(student, rng, [drawing])
        expect_picture(got, drawing, "A straight line")


@pytest.mark.weight(1)
@pytest.mark.hint(
    "Which forms can one and the same drawing have?",
    "Levels up to 1 or up to 255 in arrays of any dtype, ink light or dark, a background that is not quite even.",
    "Bring all of them to one form first: floats, background 0, ink 1.",
)
def test_grey_levels(student, rng):
    """All kinds of grey levels

    Light and dark ink, in integers and floats up to 1 and up to 255, on a background that is not quite black or white.
    """
    drawing = draw_strokes(rng, draw_shape(rng, 75, 110), 6)
    height = len(drawing)
    pale = np.maximum(drawing[:, :60], 0.16 * draw_strokes(rng, (height, 60), 8))
    pale = np.concatenate([pale, np.zeros((height, 30), np.float32)], axis=1)
    pale[height - 15 : height - 9, 20:80] = 0.16
    pale[:3, :3] = pale[-3:, -3:] = 0.06  # no ink
    (got,) = classify(student, rng, [pale])
    expect_picture(got, pale, "A drawing with a pale part")
    lines = (drawing > 0.5).astype(rng.choice(["uint8", "int32"]))
    for each, image in (*((drawing, image) for image in levels_of(rng, drawing)), (lines, lines)):
        (got,) = classify(student, rng, [image])
        expect_picture(got, each, f"A drawing of dtype {image.dtype}, from {image.min():.3g} to {image.max():.3g}")


@pytest.mark.weight(1)
@pytest.mark.hint(
    "Which part of an image tells whether the background is light?",
    "Its edge, all around: there, most of the levels are the background's. Elsewhere, most may be ink.",
    "Compare the median of the whole edge with 0.5.",
)
def test_much_ink(student, rng):
    """Drawings with much ink, or with ink that reaches the edge

    Neither most of the image nor every part of the edge need be background.
    """
    for drawing, what in (
        (draw_bold(rng), "A drawing whose ink covers more than half of the image"),
        (draw_over_the_edge(rng), "A drawing with ink along a part of the edge"),
    ):
        for image, ink in ((drawing, "light"), (1 - drawing, "dark")):
            (got,) = classify(student, rng, [image])
            expect_picture(got, drawing, f"{what}, with {ink} ink")


def levels_of(rng, drawing):
    """The drawing as images with other grey levels: up to 1 and up to 255, floats and integers, light ink and dark ink."""
    # The background is uneven, but never as much as ink. No level but ink is near 0.1 or 0.5.
    soft = 0.97 * drawing.astype(np.float64) + rng.uniform(0, 0.03, drawing.shape)
    for dark in rng.permutation(2):
        image = 1 - soft if dark else soft
        yield image
        yield np.round(255 * image).astype(np.uint8)
        yield np.round(255 * image).astype(rng.choice(["int16", "uint16", "int32", "int64"]))
        yield (255 * image).astype(rng.choice(["float32", "float64"]))


def draw_bold(rng):
    """A drawing, float32, most of which is ink: a block with a corner cut out, away from the edge."""
    shape = draw_shape(rng, 60, 75)
    top, left, bottom, right = (int(each) for each in rng.integers(3, 7, 4))
    drawing = np.zeros(shape, np.float32)
    drawing[top : shape[0] - bottom, left : shape[1] - right] = 1
    drawing[top : top + int(0.3 * shape[0]), left : left + int(0.4 * shape[1])] = 0
    return drawing


def draw_over_the_edge(rng):
    """A drawing, float32: a C along three sides, whose ink is most of each, but less than half of the whole edge."""
    height, width = shape = draw_shape(rng, 80, 70)
    near, far = rng.uniform(0.25, 0.27), rng.uniform(0.72, 0.74)
    places = [(0, far), (0, near), (near, 0), (far, 0), (1, near), (1, far)]
    return stroke(shape, np.array(places) * (height, width), 6)


@pytest.mark.weight(1)
@pytest.mark.hint(
    "What is there to crop where nothing is drawn?",
    "Nothing; but the question to predict has an answer all the same.",
    "Without ink, predict gets 28 by 28 zeros.",
)
def test_empty(student, rng):
    """An empty image: predict is asked about zeros

    An empty page must get an answer, too, even if it is not quite even.
    """
    shape = draw_shape(rng, 40, 50)
    faint = rng.uniform(0, 0.06, shape)
    for image in (
        np.zeros(shape, np.float32),
        np.ones(shape, np.float32),
        np.full(shape, 255, np.uint8),
        faint,
        np.round(255 * (1 - faint)).astype(np.uint8),
    ):
        (got,) = classify(student, rng, [image])
        if np.abs(got).max() > 0.02:
            raise Wrong(f"For an empty image predict was asked about a picture with values up to {got.max():.2g}.")


@pytest.mark.hint(
    "Which array holds the result, and which one does the caller still need?",
    (
        "An expression makes a new array; in-place operators such as `-=`, and `image[...] = ...`, write into one "
        "that exists."
    ),
    "Compute new arrays from image, and return the last of them.",
)
def test_unchanged(student, rng):
    """The image stays as it is

    The caller continues to draw on the same image.
    """
    drawing = draw_strokes(rng, draw_shape(rng, 60, 50), 5)
    for image in (drawing, 1 - drawing, 255 * drawing, np.round(255 * (1 - drawing)).astype(np.uint8)):
        with result_first():
            (got,) = classify(student, rng, [image])
            expect_picture(got, drawing, "The drawing")
        classify(student, rng, [image], kept=True)
