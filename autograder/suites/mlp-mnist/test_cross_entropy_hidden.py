"""cross_entropy(yhat, y): hidden checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import expect_gradient, expect_in_turn, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 2e-6}  # used: 0.03
WHAT = "cross_entropy(yhat, y)"


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What is the loss of a very sure answer, if it is right, and if it is wrong?",
    "The logarithm is taken of the probability itself, however close it is to 1 or to 0.",
    "-log(p) and its slope -1/p hold at both ends: nothing is added to p, and p has no bounds.",
)
def test_sure_and_mistaken(student, rng):
    """Very confident answers, right and wrong

    The loss of a right answer given with 99.99 % is tiny, the loss of one given with half a percent is above 5.
    Anything added to the probability before the logarithm shows at both ends, in the loss and in its gradient.
    """
    rest = rng.uniform([2e-5, 1e-5, 5e-4], [8e-5, 3e-5, 2e-3])[:, np.newaxis]  # of each of the two wrong classes
    sure = oracle.shuffled(rng, np.hstack([1 - 2 * rest, rest, rest]), [0, 0, 0])
    low = rng.uniform([0.004, 0.003, 0.1], [0.006, 0.007, 0.3])[:, np.newaxis]  # of the right class
    mistaken = oracle.shuffled(rng, np.hstack([low, 0.9 - low, np.full_like(low, 0.1)]), [0, 0, 0])
    logits = rng.normal(0, 4, (40, 10))
    yhat = np.maximum(oracle.softmax(logits), 1e-4).astype(np.float32)
    worst = yhat, oracle.one_hot(yhat.argmin(axis=1), 10)
    for yhat, y in (sure, mistaken, worst):
        expect_value(student.cross_entropy(yhat, y), oracle.cross_entropy(yhat, y), **CLOSE, what=WHAT)
        head = head_for(rng, (len(yhat),))
        expect_gradient(
            student.drive("gradient", "cross_entropy", yhat, head, y),
            (len(yhat),),
            oracle.cross_entropy_gradient(yhat, y, head),
            rtol=1e-4,
            atol=1e-5,
            what=WHAT,
            by="yhat",
        )


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "What arrives at the logits where softmax and cross_entropy are put together?",
    "Each example has a loss of its own, and a weight of its own in the gradient.",
    "On paper it is yhat - y, times the weight of the example.",
)
def test_gradient_through_a_softmax(student, rng):
    """The gradient of softmax and cross_entropy together

    This is how the loss is used: its gradient has to arrive at the logits. Examples carry weights of their own, so that
    a loss that is summed or averaged over the batch shows.
    """
    logits = rng.normal(0, 1.5, (6, 10)).astype(np.float32)
    y = oracle.one_hot(rng.integers(0, 10, 6), 10)
    head = head_for(rng, (6,))
    expect_gradient(
        student.drive("gradient_through_softmax", "cross_entropy", logits, y, head),
        (6,),
        oracle.softmax_cross_entropy_gradient(logits, y, head),
        rtol=1e-3,
        atol=1e-5,  # used: 0.001
        what=WHAT,
        by="the logits",
    )


@pytest.mark.hint(
    "Where do the number of examples and the number of classes come from?",
    "From yhat: each row stands for itself, and so does each call.",
    "Operations along axis 1 work for any size: write down no number, and keep nothing from another call.",
)
def test_other_sizes(student, rng):
    """Two classes, a hundred classes, one example, a large batch, a square batch

    Nothing in cross_entropy depends on the number of classes or examples, or on earlier calls.
    """
    given = []
    for n, k in ((5, 2), (3, 100), (1, 10), (1000, 10), (10, 10)):
        for _ in range(2):
            yhat = oracle.softmax(rng.normal(0, 1.5, (n, k))).astype(np.float32)
            given.append([yhat, oracle.one_hot(rng.integers(0, k, n), k)])
    expect_in_turn(student, "cross_entropy", given, [oracle.cross_entropy(*each) for each in given], **CLOSE, what=WHAT)
