"""What is right, in float64 NumPy: closed forms that share nothing with the notebook's solutions.

Shipped with the visible checks. Students may read it; it says what the notebook's formulas say.
"""

from __future__ import annotations

import numpy as np


def relu(x):
    return np.where(x > 0, x, 0).astype(np.float64)


def relu_gradient(x, head):
    """At exactly 0 the value here is 0; any in [0, 1] is right."""
    return np.where(x > 0, head, 0).astype(np.float64)


def log_softmax(z):
    z = np.asarray(z, np.float64)
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)


def softmax(z):
    return np.exp(log_softmax(z))


def softmax_gradient(z, head):
    p = softmax(z)
    return p * (head - np.einsum("ij,ij->i", p, head.astype(np.float64))[:, np.newaxis])


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


def layers(parameters, X):
    """The values before each activation, and the output last, for images of any shape."""
    W1, b1, W2, b2, W3, b3 = (np.asarray(value, np.float64) for value in parameters)
    first = X.reshape(len(X), -1).astype(np.float64) @ W1 + b1
    second = relu(first) @ W2 + b2
    return first, second, relu(second) @ W3 + b3


def net(parameters, X):
    return layers(parameters, X)[-1]


def net_gradients(parameters, X, head):
    """Gradients of ``sum(head * net(X))`` with respect to W1, b1, W2, b2, W3, b3 and X."""
    W1, _, W2, _, W3, _ = (np.asarray(value, np.float64) for value in parameters)
    first, second, _ = layers(parameters, X)
    to_third = head.astype(np.float64)
    to_second = (to_third @ W3.T) * (second > 0)
    to_first = (to_second @ W2.T) * (first > 0)
    return [
        X.reshape(len(X), -1).T.astype(np.float64) @ to_first,
        to_first.sum(axis=0),
        relu(first).T @ to_second,
        to_second.sum(axis=0),
        relu(second).T @ to_third,
        to_third.sum(axis=0),
        (to_first @ W1.T).reshape(X.shape),
    ]
