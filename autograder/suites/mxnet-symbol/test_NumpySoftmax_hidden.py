"""NumpySoftmax: hidden checks."""

from __future__ import annotations

import numpy as np
import pytest
from symbol_oracle import error

from autograder.checking import result_first
from autograder.checking.networks import softmax
from autograder.checking.questions import expect_arguments_kept, expect_value


def draw(rng, n, k, scale=2.0):
    """Scores (n, k) and labels (n,), float32."""
    return rng.normal(0, scale, (n, k)).astype(np.float32), rng.integers(0, k, n).astype(np.float32)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What is exp(1000) in float32, and does softmax depend on it?",
    (
        "softmax depends on differences within a row. The backward pass needs the probabilities only, and some of "
        "them may be 0."
    ),
    "Subtract each row's largest score first; and divide by no probability.",
)
def test_large_scores(student, rng):
    """Scores of a thousand and more, forward and backward

    The softmax of a row depends only on differences of its scores; nothing may overflow on the way. Probabilities may be
    exactly 0.
    """
    X, labels = draw(rng, int(rng.integers(4, 8)), int(rng.integers(9, 13)), 400)
    X[0] += rng.integers(2000, 4000)
    X[1] -= rng.integers(2000, 4000)
    output = student.drive("applied", X, labels)
    # Used: 0.007 for both.
    expect_value(output, softmax(X), rtol=1e-3, atol=1e-6, what="the output of forward")
    p = softmax(X).astype(np.float32)
    found = student.drive("taken_back", X, labels, p)
    expect_value(found, error(p, labels), rtol=1e-3, atol=1e-6, what="in_grad[0] after backward")


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Does the rule for one row depend on the size of the batch?",
    "No: the arrays themselves say how many rows and classes there are.",
    "Take sums and maxima along axis 1, and numbers of rows or classes from the array's shape.",
)
def test_other_sizes(student, rng):
    """Other numbers of rows and classes, forward and backward

    Nothing in the operator may depend on the number of images or classes.
    """
    some, same = (int(rng.integers(*span)) for span in ((20, 40), (5, 12)))
    for n, k in ((some, same), (same, 3), (same, same), (1, 2)):  # one row last: it could be broadcast over any number
        X, labels = draw(rng, n, k)
        p = softmax(X).astype(np.float32)
        output = student.drive("applied", X, labels)
        # Used: 0.013 for both.
        expect_value(output, p, rtol=1e-4, atol=1e-6, what="the output of forward")
        # What comes from above does not count: nothing is above the output of a network.
        found = student.drive("taken_back", X, labels, p, float(rng.uniform(2, 4)))
        expect_value(found, error(p, labels), rtol=1e-4, atol=1e-6, what="in_grad[0] after backward")


@pytest.mark.weight(1)
@pytest.mark.hint(
    "What does a request say to an operator?",
    "How to write: over what is there, in addition to it, or not at all.",
    "self.assign(array, request, values) does what the request asks for.",
)
def test_requests(student, rng):
    """Where MXNet asks for it, the result is added to what is there, or nothing is written

    The request says how to write, and MXNet relies on it where gradients of several branches come together.
    """
    X, labels = draw(rng, int(rng.integers(3, 6)), int(rng.integers(4, 8)))
    p = softmax(X).astype(np.float32)
    held = float(rng.integers(4, 12)) / 4
    for request, kept, share in (("add", held, 1.0), ("null", held, 0.0), ("inplace", 0.0, 1.0)):
        output = student.drive("applied_by", X, labels, request, held)
        inputs = {"req[0]": request, "the array held": held}
        what = "the output of forward"
        # Used: 0.003 for both.
        expect_value(output, kept + share * softmax(X), rtol=1e-4, atol=1e-5, what=what, inputs=inputs)
        found = student.drive("taken_back_by", X, labels, p, request, held)
        what = "in_grad[0] after backward"
        expect_value(found, kept + share * error(p, labels), rtol=1e-4, atol=1e-5, what=what, inputs=inputs)


@pytest.mark.hint(
    "Who else reads the arrays that were passed in?",
    "Other operators, and the backward pass: for them the arrays must stay as they are.",
    "`.asnumpy()` makes a copy, which may be changed.",
)
def test_arguments_unchanged(student, rng):
    """Scores, labels and output stay as they are

    Other operators, and the backward pass, read the same arrays again.
    """
    X, labels = draw(rng, int(rng.integers(3, 6)), int(rng.integers(4, 8)))
    p = softmax(X).astype(np.float32)
    output = student.drive("applied", X, labels)
    expect_arguments_kept(student, {"in_data[0]": X, "in_data[1]": labels})
    found = student.drive("taken_back", X, labels, p)
    expect_arguments_kept(student, {"in_data[0]": X, "in_data[1]": labels, "out_data[0]": p})
    with result_first():
        # Used: 0.013 for both.
        expect_value(output, p, rtol=1e-4, atol=1e-6, what="the output of forward")
        expect_value(found, error(p, labels), rtol=1e-4, atol=1e-6, what="in_grad[0] after backward")
