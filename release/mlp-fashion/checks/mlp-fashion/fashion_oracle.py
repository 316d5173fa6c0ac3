"""What is right, in float64 NumPy: closed forms that share nothing with the notebook's solutions.

Shipped with the visible checks. Students may read it; it says what the notebook's formulas say.

Beside each tolerance of this suite stands how much of it right code uses: the largest share over the solution and all right
samples, in float32 against these float64 forms, 20 seeds each (autograder.authoring.tolerances, MXNet 1.9.1, 2026-11-22).
"""

from __future__ import annotations

import numpy as np

from autograder.checking.networks import log_softmax
from autograder.checking.networks import net as net
from autograder.checking.networks import net_gradients as net_gradients
from autograder.checking.networks import relu as relu
from autograder.checking.networks import relu_gradient as relu_gradient

SIZES = (784, 256, 10)  # of the network's layers
NAMES = ("W1", "b1", "W2", "b2")


def softmax_cross_entropy(z, labels):
    """The loss of each example, and its gradient with respect to the scores z."""
    logarithms = log_softmax(z)
    chosen = np.arange(z.shape[1]) == labels.astype(int)[:, np.newaxis]
    return -logarithms[chosen], np.exp(logarithms) - chosen


def absolute_loss(z, labels):
    """As `softmax_cross_entropy`, for the sum of distances to the one-hot label."""
    distance = z.astype(np.float64) - (np.arange(z.shape[1]) == labels.astype(int)[:, np.newaxis])
    return np.abs(distance).sum(axis=1), np.sign(distance)


def trained(values, training, test, epochs, batch_size, rate, loss):
    """What `train` comes to for a linear network: one row per epoch, and the parameters at its end."""
    W, b = (value.astype(np.float64) for value in values)
    rows = []
    for _ in range(epochs):
        total = right = count = 0
        for X, y in training:
            z = X @ W + b
            losses, back = loss(z, y)
            total, right, count = total + losses.sum(), right + (z.argmax(axis=1) == y).sum(), count + len(y)
            W, b = W - rate / batch_size * X.T @ back, b - rate / batch_size * back.sum(axis=0)
        hits = sum(int(((X @ W + b).argmax(axis=1) == y).sum()) for X, y in test)
        rows.append((total / count, right / count, hits / sum(len(y) for _, y in test)))
    return rows, [W, b]
