"""What is right, in float64 NumPy: closed forms that share nothing with the notebook's solutions.

Shipped with the visible checks. Students may read it; it says what the notebook's formulas say.

Beside each tolerance of this suite stands how much of it right code uses: the largest share over the solution and all right
samples, in float32 against these float64 forms, 20 seeds each (autograder.authoring.tolerances, MXNet 1.9.1, 2026-11-22).
"""

from __future__ import annotations

import numpy as np

from autograder.checking.networks import draw_case, log_softmax
from autograder.checking.networks import net as net
from autograder.checking.networks import relu as relu
from autograder.checking.networks import relu_gradient as relu_gradient
from autograder.checking.networks import softmax as softmax
from autograder.checking.questions import draw_images

SIZES = (784, 256, 256, 10)  # of the network's layers
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


def draw_flat(rng, n, low=0.0, high=1.0):
    """n images as `net` gets them: float32, shape (n, 784)."""
    return draw_images(rng, n, low, high).reshape(n, -1)


def draw_flat_case(rng, n, low=0.0, high=1.0, factor=1.0):
    """Parameters of the network, times ``factor``, and n flat images that leave no activation too close to its kink."""
    parameters, X = draw_case(rng, n, SIZES, low, high, factor)
    return parameters, X.reshape(n, -1)


def softmax_gradient(z, head):
    p = softmax(z)
    return p * (head - np.einsum("ij,ij->i", p, head.astype(np.float64))[:, np.newaxis])


def steep_rows(rng):
    """Two rows of scores, some a thousand apart and some five: float32, shape (2, 5)."""
    top = rng.integers(900, 1001)
    return rng.permuted(np.float32([[top, 0, 0, 0, 0], [top - 10, top, top - 5, 0, 0]]), axis=1)


def shuffled(rng, rows, classes):
    """Rows with their entries in another order, and one-hot rows of where their classes have gone: both float32."""
    order = rng.permuted(np.tile(np.arange(rows.shape[1]), (len(rows), 1)), axis=1)
    y = order == np.asarray(classes)[:, np.newaxis]
    return np.take_along_axis(rows, order, axis=1).astype(np.float32), y.astype(np.float32)


def one_hot(classes, k):
    """float32, shape (len(classes), k)."""
    return (np.asarray(classes)[:, np.newaxis] == np.arange(k)).astype(np.float32)


def cross_entropy(yhat, y):
    return -np.log(yhat.astype(np.float64)[y == 1])


def cross_entropy_gradient(yhat, y, head):
    return -(y / yhat.astype(np.float64)) * head[:, np.newaxis]


def softmax_cross_entropy(z, y):
    return -log_softmax(z)[y == 1]


def softmax_cross_entropy_gradient(z, y, head):
    return (softmax(z) - y) * head[:, np.newaxis]
