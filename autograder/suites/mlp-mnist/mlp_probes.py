"""Questions that several checks of this suite ask, in the student's terms.

Each asks the guest once, sees that the answer has the kind and shape of an honest one, and compares it.
"""

from __future__ import annotations

from itertools import pairwise

import mlp_oracle as oracle
import numpy as np

from autograder.checking import as_array, as_items, expect_close
from autograder.probing import draw_images, expect_value


def draw_parameters(rng):
    """W1, b1, W2, b2, W3, b3 for 784-256-256-10: nothing zero, symmetric or alike, so that every one of them shows."""
    sizes = (784, 256, 256, 10)
    parameters = []
    for rows, columns in pairwise(sizes):
        parameters.append(rng.standard_normal((rows, columns), np.float32) * np.float32((2 / rows) ** 0.5))
        parameters.append(rng.standard_normal(columns, np.float32) * np.float32(0.5) + np.float32(0.1))
    return parameters


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
