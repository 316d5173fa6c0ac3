"""What is right, in float64 NumPy: closed forms that share nothing with the notebook's solutions.

Shipped with the visible checks. Students may read it; it says what the notebook's formulas say.
"""

from __future__ import annotations

import numpy as np


def relu(x):
    return np.where(x > 0, x, 0).astype(np.float64)


def layers(parameters, X):
    """The values before each activation, and the scores last, for images of any shape and any number of layers."""
    value = X.reshape(len(X), -1).astype(np.float64)
    found = []
    for W, b in zip(parameters[::2], parameters[1::2], strict=True):
        value = (relu(value) if found else value) @ W.astype(np.float64) + b
        found.append(value)
    return found


def net(parameters, X):
    return layers(parameters, X)[-1]


def net_gradients(parameters, X, head):
    """Gradients of ``sum(head * net(X))`` with respect to each parameter, then to X."""
    found = layers(parameters, X)
    back, gradients = head.astype(np.float64), []
    for place in reversed(range(len(found))):
        below = relu(found[place - 1]) if place else X.reshape(len(X), -1).astype(np.float64)
        gradients = [below.T @ back, back.sum(axis=0), *gradients]
        back = back @ parameters[2 * place].T.astype(np.float64)
        if place:
            back = back * (found[place - 1] > 0)
    return [*gradients, back.reshape(X.shape)]


def softmax_cross_entropy(z, labels):
    """The loss of each example, and its gradient with respect to the scores z."""
    z = z.astype(np.float64)
    logarithms = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
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
