"""What is right, in float64 NumPy: closed forms that share nothing with the notebook's solutions.

Shipped with the visible checks. Students may read it; it says what the notebook's formulas say. Parameters are listed as
weight, bias, weight, bias, ..., with MXNet's weights of shape (outputs, inputs).

Beside each tolerance of this suite stands how much of it right code uses: the largest share over the solution and all right
samples, in float32 against these float64 forms, 5 seeds each (autograder.authoring.tolerances, MXNet 1.9.1, 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking.networks import net, net_gradients, softmax

Array = np.ndarray[Any, Any]

SIZES = (784, 128, 64, 10)  # of the network's layers
NAMES = tuple(f"fc{layer}_{part}" for layer in (1, 2, 3) for part in ("weight", "bias"))
RATE, MOMENTUM, DECAY = 0.1, 0.9, 1e-5  # of the notebook's optimizer


def error(p: Array, labels: Array) -> Array:
    """The gradient of the summed cross-entropy with respect to the scores: p - 1 at the label, p elsewhere."""
    return p.astype(np.float64) - (np.arange(p.shape[1]) == labels.astype(int)[:, np.newaxis])


def turned(parameters: Sequence[Array]) -> list[Array]:
    """Weights the other way round: (outputs, inputs) as MXNet keeps them, (inputs, outputs) as formulas have them."""
    return [value.T if value.ndim == 2 else value for value in parameters]


def probabilities(parameters: Sequence[Array], X: Array) -> Array:
    """Of the classes, for parameters as MXNet keeps them."""
    return softmax(net(turned(parameters), X))


def gradients(parameters: Sequence[Array], X: Array, labels: Array) -> list[Array]:
    """Of the summed cross-entropy, with respect to each parameter."""
    own = turned(parameters)
    back = error(softmax(net(own, X)), labels)
    return turned(net_gradients(own, X, back)[:-1])


def step(
    parameters: Sequence[Array], velocities: Sequence[Array], X: Array, labels: Array
) -> tuple[list[Array], list[Array]]:
    """One step of the notebook's optimizer on one batch: parameters and velocities after it. Biases do not decay."""
    moved, speeds = [], []
    for value, velocity, gradient in zip(parameters, velocities, gradients(parameters, X, labels), strict=True):
        decay = DECAY if value.ndim == 2 else 0.0
        speeds.append(MOMENTUM * velocity - RATE * (gradient / len(X) + decay * value))
        moved.append(value + speeds[-1])
    return moved, speeds
