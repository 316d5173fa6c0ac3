"""softmax_cross_entropy(yhat_linear, y): hidden checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import expect_gradient, expect_in_turn, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 4e-5}  # used: 0.08
WHAT = "softmax_cross_entropy(yhat_linear, y)"


@pytest.mark.hint(
    "How large may the loss of one example become?",
    "As large as the gap between two scores: float32 still holds exp(-60).",
    "Nothing is added inside the logarithm, and no probability gets a lower bound.",
)
def test_gaps_of_sixty(student, rng):
    """Scores up to 60 apart, with the label on the smallest

    exp(-60) is tiny, but float32 still holds it: the loss is 60 and not smaller.
    """
    yhat_linear = np.concatenate([rng.uniform(0, 4, (5, 4)), rng.uniform(-60, -45, (5, 2))], axis=1).astype(np.float32)
    y = oracle.one_hot(yhat_linear.argmin(axis=1), 6)
    result = student.softmax_cross_entropy(yhat_linear, y)
    expect_value(result, oracle.softmax_cross_entropy(yhat_linear, y), **CLOSE, what=WHAT)


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "On what in a row of scores does the loss depend?",
    "On their differences alone: adding one number to all of them changes nothing.",
    "Subtract the row's largest score before the exponential. The sum inside the logarithm is then at least 1.",
)
def test_extreme_scores(student, rng):
    """Rows near -1000, equal scores, scores of ten thousand

    Each row's loss depends only on differences of its scores; nothing may overflow or vanish on the way.
    """
    low = (-1000 + rng.uniform(-3, 3, (4, 6))).astype(np.float32)
    y = oracle.one_hot(rng.integers(0, 6, 4), 6)
    expected = oracle.softmax_cross_entropy(low, y)
    # Used: 0.11.
    expect_value(student.softmax_cross_entropy(low, y), expected, rtol=1e-4, atol=2e-4, what=WHAT)
    equal = np.full((2, 4), rng.uniform(-9, 9), np.float32)
    y = oracle.one_hot(rng.integers(0, 4, 2), 4)
    expect_value(student.softmax_cross_entropy(equal, y), np.full(2, np.log(4)), **CLOSE, what=WHAT)
    a = rng.uniform(5e3, 1e4)
    far, y = oracle.shuffled(rng, np.float32([[a, -a, 0], [a, -a, a]]), [1, 2])
    expect_value(
        student.softmax_cross_entropy(far, y),
        oracle.softmax_cross_entropy(far, y),
        rtol=1e-5,
        atol=4e-3,  # float32 numbers near 1e4 are 1e-3 apart; used: 0.05
        what=WHAT,
    )


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "Can a result be right while its gradient is not a number?",
    (
        "A gradient passes through every intermediate value: where one of them overflows, it becomes NaN, even if "
        "the result does not show it."
    ),
    (
        "Only differences within a row matter. Subtract the row's largest entry first: then exponentials are taken"
        " of numbers up to 0 only."
    ),
)
def test_gradient_of_large_scores(student, rng):
    """The gradient with large scores, gaps of sixty and equal scores

    Training meets large scores sooner or later; the gradient must be finite and right there, too.
    """
    top = float(rng.integers(900, 1001))
    rows = np.float32([[top, 0, 0, 0], [0, top, top - 10, 0], [top, top - 1, 0, top - 2]])
    low = (-1000 + rng.uniform(-3, 3, (4, 6))).astype(np.float32)
    gaps = np.concatenate([rng.uniform(0, 4, (5, 4)), rng.uniform(-60, -45, (5, 2))], axis=1).astype(np.float32)
    far = rng.uniform(5e3, 1e4)
    for scores, y in (
        oracle.shuffled(rng, rows, [1, 2, 1]),
        (low, oracle.one_hot(rng.integers(0, 6, 4), 6)),
        (gaps, oracle.one_hot(gaps.argmin(axis=1), 6)),
        (np.full((2, 4), rng.uniform(-9, 9), np.float32), oracle.one_hot(rng.integers(0, 4, 2), 4)),
        oracle.shuffled(rng, np.float32([[far, -far, 0], [far, -far, far]]), [1, 2]),
    ):
        head = head_for(rng, (len(scores),))
        expect_gradient(
            student.drive("gradient", "softmax_cross_entropy", scores, head, y),
            (len(scores),),
            oracle.softmax_cross_entropy_gradient(scores, y, head),
            rtol=1e-3,
            atol=1e-4,  # used: 0.004
            what=WHAT,
            by="yhat_linear",
        )


@pytest.mark.hint(
    "Where do the number of examples and the number of classes come from?",
    "From yhat_linear: each row stands for itself, and so does each call.",
    "Operations along axis 1 work for any size: write down no number, and keep nothing from another call.",
)
def test_other_sizes(student, rng):
    """Two classes, a hundred, one example, a large batch, a square batch, rows at different levels

    Nothing depends on the number of classes or examples, nor on what the other rows hold, nor on earlier calls.
    """
    given = []
    for n, k in ((5, 2), (3, 100), (1, 10), (1000, 10), (6, 6)):
        for _ in range(2):
            yhat_linear = (rng.normal(0, 2, (n, k)) + rng.uniform(-15, 15, (n, 1))).astype(np.float32)
            given.append([yhat_linear, oracle.one_hot(rng.integers(0, k, n), k)])
    expected = [oracle.softmax_cross_entropy(*each) for each in given]
    expect_in_turn(student, "softmax_cross_entropy", given, expected, **CLOSE, what=WHAT)
