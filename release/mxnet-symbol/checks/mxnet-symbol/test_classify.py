"""classify(image): visible checks. A recorder takes the place of predict, and gives probabilities of the check's own."""

from __future__ import annotations

import numpy as np
import pytest
from symbol_pictures import classify, draw_block, draw_shape, draw_strokes, expect_block, expect_picture


@pytest.mark.weight(1)
@pytest.mark.hint(
    "What does predict return, and what is the answer to be?",
    "One probability for each class; the answer is one class.",
    "int(np.argmax(...)) of what predict returns for this image.",
)
def test_answer(student, rng):
    """The class with the largest probability, as an int"""
    shape = draw_shape(rng, 60, 60)
    drawings = [draw_strokes(rng, shape, 5) for _ in range(4)]
    for got, drawing in zip(classify(student, rng, drawings), drawings, strict=True):
        expect_picture(got, drawing, f"A drawing of {shape[0]} by {shape[1]} pixels")


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How large is the drawing in the images that the network was trained on?",
    "20 pixels along its longer side. What counts is the drawing, not the paper around it.",
    "Crop to the ink first; then scale both sides by one factor.",
)
def test_size(student, rng):
    """The longer side of the ink becomes 20 pixels, and the proportions stay the same"""
    for width, about in ((7, (120, 120)), (5, (60, 140)), (6, (150, 70))):
        shape = draw_shape(rng, *about)
        drawing = draw_strokes(rng, shape, width)
        (got,) = classify(student, rng, [drawing])
        expect_picture(got, drawing, f"A drawing of {shape[0]} by {shape[1]} pixels")
    # A high block, and a wide one: a row or a column too many in the crop makes the longer side shorter than 20.
    for spans in (((9, 15), (3, 7)), ((3, 7), (9, 15))):
        block, height, width = draw_block(rng, *spans)
        (got,) = classify(student, rng, [block])
        expect_block(got, height, width, f"A block of {height} by {width} pixels")


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Which grey level is the background, and which should it become?",
    "Along the edge, little is drawn: most of the levels there are the background's.",
    "Measure from the background: it becomes 0, and ink becomes positive.",
)
def test_light_ground(student, rng):
    """Dark ink on a light background becomes light ink on a dark one"""
    drawing = draw_strokes(rng, draw_shape(rng, 90, 80), 6)
    whole = np.round(255 * (1 - drawing)).astype(np.uint8)
    for image, levels in ((1 - drawing, "0 to 1"), (whole, "0 to 255")):
        (got,) = classify(student, rng, [image])
        expect_picture(got, drawing, f"A dark drawing with grey levels from {levels}")
