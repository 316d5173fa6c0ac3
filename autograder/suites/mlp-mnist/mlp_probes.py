"""Questions that several checks of this suite ask, in the student's terms.

Each asks the guest once, sees that the answer has the kind and shape of an honest one, and compares it.
"""

from __future__ import annotations

from itertools import pairwise

import mlp_oracle as oracle
import numpy as np

from autograder.checking import Wrong, as_array, as_items, expect_close, expect_number, expect_unchanged, result_first

CUT = (
    "The gradient is zero everywhere: autograd lost track. Stay within mx.nd operations; .asnumpy(), nd.array(...) and "
    ".detach() cut the computation off."
)


def expect_value(result, expected, *, rtol, atol, what, inputs=None):
    """``result`` is a float32 NDArray with these values."""
    got = as_array(result, expected.shape, what=what)
    expect_close(got, expected, rtol=rtol, atol=atol, what=what, inputs=inputs)


def expect_kept(answer, names, given, expected, *, rtol, atol, what):
    """``answer`` is the driver's (result, arguments): arguments as they were given, and a right result."""
    result, arguments = as_items(answer, 2, what=what)
    for name, after, before in zip(names, as_items(arguments, len(names), what="the arguments"), given, strict=True):
        expect_unchanged(as_array(after, what=name), before, what=name)
    with result_first():
        expect_value(result, expected, rtol=rtol, atol=atol, what=what)


def expect_gradient(result, shape, expected, *, rtol, atol, what, by, inputs=None):
    """``result`` is the driver's (value, gradient): a value of ``shape``, and this gradient with respect to ``by``."""
    value, gradient = as_items(result, 2, what=what)
    as_array(value, shape, what=what)
    named = f"the gradient of sum(head * {what}) with respect to {by}"
    got = as_array(gradient, expected.shape, what=named)
    expect_close(got, expected, rtol=rtol, atol=atol, what=named, inputs=inputs, note=cut_note(got, expected))


def cut_note(got, expected):
    """A hint where a gradient vanished that should not."""
    return CUT if expected.any() and not got.any() else ""


def head_for(rng, shape):
    """Weights of the outputs: random, never all ones, so that every output's gradient is seen for itself."""
    return draw_short(rng, shape, 0.5, 2)


def draw_short(rng, shape, least, largest):
    """Multiples of a quarter of both signs, of magnitudes from ``least`` to ``largest``: short to read in a message."""
    size = rng.integers(int(4 * least), int(4 * largest) + 1, shape) / 4
    return (size * rng.choice([-1, 1], shape)).astype(np.float32)


def draw_parameters(rng):
    """W1, b1, W2, b2, W3, b3 for 784-256-256-10: nothing zero, symmetric or alike, so that every one of them shows."""
    sizes = (784, 256, 256, 10)
    parameters = []
    for rows, columns in pairwise(sizes):
        parameters.append(rng.standard_normal((rows, columns), np.float32) * np.float32((2 / rows) ** 0.5))
        parameters.append(rng.standard_normal(columns, np.float32) * np.float32(0.5) + np.float32(0.1))
    return parameters


def draw_images(rng, n, low=0.0, high=1.0):
    """float32, shape (n, 28, 28, 1), with pixels from ``low`` to ``high``."""
    return rng.uniform(low, high, (n, 28, 28, 1)).astype(np.float32)


def draw_case(rng, n, low=0.0, high=1.0):
    """Parameters and images that leave no activation so close to its kink that rounding decides its slope."""
    parameters = draw_parameters(rng)
    while True:
        X = draw_images(rng, n, low, high)
        first, second, _ = oracle.layers(parameters, X)
        if min(np.abs(first).min(), np.abs(second).min()) > 1e-5:
            return parameters, X


def expect_network_gradients(student, parameters, X, head):
    """net(X) and its gradients with respect to every parameter and to X are right."""
    answer = student.drive("output_gradients", parameters, X, head)
    value, gradients = as_items(answer, 2, what="net(X)")
    recorded = {"called": "under autograd.record()"}
    expect_value(value, oracle.net(parameters, X), rtol=1e-4, atol=1e-4, what="net(X)", inputs=recorded)
    names = ("W1", "b1", "W2", "b2", "W3", "b3", "X")
    got = as_items(gradients, len(names), what="the gradients")
    for name, gradient, expected in zip(names, got, oracle.net_gradients(parameters, X, head), strict=True):
        what = f"the gradient of sum(head * net(X)) with respect to {name}"
        values = as_array(gradient, expected.shape, what=what)
        absent = f"No gradient arrives at {name}: net(X) does not use it, or autograd lost track on the way."
        note = "" if values.any() else absent
        scale = float(np.abs(expected).max())
        expect_close(values, expected, rtol=1e-3, atol=1e-4 * scale, what=what, note=note)


def draw_step(rng, shapes, scale=None):
    """One float32 array per shape: short numbers, or of any kind where ``scale`` is given."""
    if scale is None:
        return [draw_short(rng, shape, 0.25, 3) for shape in shapes]
    return [rng.normal(0, scale, shape).astype(np.float32) for shape in shapes]


def expect_history(history, values, gradients, rates):
    """``history`` holds, for every step of plain gradient descent, the parameters that follow from it."""
    expected = [value.astype(np.float64) for value in values]
    found = as_items(history, len(rates), what="the parameters after each step")
    for number, (after, step, rate) in enumerate(zip(found, gradients, rates, strict=True), 1):
        before, expected = expected, [value - rate * gradient for value, gradient in zip(expected, step, strict=True)]
        arrays = as_items(after, len(expected), what=f"the parameters after step {number}")
        for place, (got, right) in enumerate(zip(arrays, expected, strict=True)):
            what = f"params[{place}]"
            values = as_array(got, right.shape, what=what)
            still = "It did not change at all: was a new array made, and the old one left as it was?"
            note = still if np.allclose(values, before[place]) else ""
            inputs = {"step": number, "lr": rate, f"{what} before": before[place], f"{what}.grad": step[place]}
            scale = max(1.0, float(np.abs(before[place]).max()), rate * float(np.abs(step[place]).max()))
            expect_close(values, right, rtol=0, atol=3e-6 * scale, what=what, inputs=inputs, note=note)


def draw_answers(rng, n, right):
    """Scores, shape (n, 10), and labels, shape (n,), float32, of which the first ``right`` agree once shuffled."""
    labels = rng.integers(0, 10, n)
    answers = np.where(np.arange(n) < right, labels, (labels + rng.integers(1, 10, n)) % 10)
    scores = rng.uniform(-1, 1, (n, 10))
    scores[np.arange(n), answers] = rng.uniform(1.5, 3, n)
    order = rng.permutation(n)
    return scores[order].astype(np.float32), labels[order].astype(np.float32)


def expect_accuracies(student, sets, *, unchanged=False):
    """``evaluate_accuracy`` gives the share of right answers for each set of batches."""
    arguments = [[list(batch) for batch in batches] for batches in sets]
    results, change = as_items(student.drive("accuracies", *arguments), 2, what="evaluate_accuracy")
    for batches, result in zip(sets, as_items(results, len(sets), what="evaluate_accuracy"), strict=True):
        counts = [f"{int((scores.argmax(axis=1) == labels).sum())} of {len(labels)}" for scores, labels in batches]
        shown = ", ".join(counts[:8]) + (", ..." if len(counts) > 8 else "")
        inputs = {"right answers in each batch": shown}
        what = "evaluate_accuracy(data_iterator, net)"
        expect_number(result, oracle.accuracy(batches), atol=1e-5, what=what, inputs=inputs)
    if unchanged and change != 0.0:
        raise Wrong("evaluate_accuracy changed the images, the labels or the parameters.")
