"""relu(X): hidden checks."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np
import pytest

from autograder.checking.networks import expect_relu_slopes
from autograder.checking.questions import draw_short, expect_gradient, expect_in_turn, expect_value, head_for


@pytest.mark.hint(
    "Where does relu change its rule, and is the rule the same for tiny and huge entries?",
    "There is one kink, at 0. Neither the shape of X nor an earlier call has an influence.",
    (
        "A positive entry leaves as it came, with slope 1; any other becomes 0, with slope 0. Intermediate values "
        "stay finite."
    ),
)
def test_magnitudes(student, rng):
    """Tiny and huge entries, single entries, and arrays of any number of axes

    relu has one kink, at 0. Positive entries from a ten-thousandth to a hundred thousand must stay exactly the same, and
    let the gradient pass, in arrays of one to four axes. Nothing depends on earlier calls.
    """
    given = []
    for shape, low, high in (((40,), -4, -1), ((9, 1), -1, 2), ((3, 4, 5), 2, 5), ((2, 3, 4, 2), -4, 5), ((1,), -4, 5)):
        X = (10 ** rng.uniform(low, high, shape) * rng.choice([-1, 1], shape)).astype(np.float32)
        # Used: nothing, for all three.
        expect_value(student.relu(X), oracle.relu(X), rtol=1e-6, atol=0.0, what="relu(X)", inputs={"X": X})
        head = head_for(rng, shape)
        expect_gradient(
            student.drive("gradient", "relu", X, head),
            shape,
            oracle.relu_gradient(X, head),
            rtol=1e-5,
            atol=0.0,
            what="relu(X)",
            by="X",
        )
        given += [[X], [-X]]
    expect_in_turn(student, "relu", given, [oracle.relu(X) for (X,) in given], rtol=1e-6, atol=0.0, what="relu(X)")


@pytest.mark.hint(
    "Where does relu stand in a network: behind which computation?",
    "autograd records operations of `mx.nd` on whole arrays, and goes through them backwards.",
    "If relu consists of recorded operations alone, the gradient passes through it to whatever X was computed from.",
)
def test_gradient_inside_a_product(student, rng):
    """The gradient of a weight in front of relu

    In a network relu is applied to a product with a weight, never to a leaf. The gradient must reach the weight.
    """
    X = rng.uniform(0.5, 2, (4, 3)).astype(np.float32) * rng.choice(np.float32([-1, 1]), (4, 3))
    weight = rng.uniform(0.5, 2, (4, 3)).astype(np.float32)
    head = head_for(rng, X.shape)
    expect_gradient(
        student.drive("product_gradient", "relu", X, weight, head),
        X.shape,
        oracle.relu_gradient(X * weight, head) * X,
        rtol=1e-5,
        atol=1e-6,  # used: nothing
        what="relu(X * w)",
        by="w",
        inputs={"X": X, "w": weight, "head": head},
    )


@pytest.mark.weight(0.5)
@pytest.mark.loose
@pytest.mark.hint(
    "Which slopes at exactly 0 are acceptable, where relu has a kink?",
    (
        "Any from 0 to 1. An intermediate value with an infinite slope makes the gradient NaN, even if the result "
        "is right."
    ),
    (
        "A comparison with 0, or the larger of two numbers, has a finite slope everywhere; a square root and a "
        "quotient have none at 0."
    ),
)
def test_gradient_at_zero(student, rng):
    """The gradient at exactly 0 is finite

    At 0 relu has no derivative; any slope from 0 to 1 will do, NaN and infinity will not.
    """
    X = draw_short(rng, (3, 3), 0.5, 3)
    X[np.arange(3), rng.permutation(3)] = 0
    head = rng.choice(np.float32([-2, -1, 1, 2]), X.shape)  # slopes then come out exactly
    expect_relu_slopes(student, X, head)
