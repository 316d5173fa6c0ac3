"""Driver functions for networks: set parameters, outputs, gradients, optimiser steps, batches.

The same rules hold as in `standard`. A suite's driver lists the names of the network's parameters in ``PARAMETERS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .framework import mx
from .order import shuffled
from .standard import backward, distance, fits, on_device

# The network's parameters. Always set them in place: a student's function may have captured the arrays.


def parameters(student: Any) -> list[Any]:
    """Copies of the current parameters."""
    return [student.globals[name].copy() for name in student.parameters]


def set_parameters(student: Any, values: Sequence[Any]) -> None:
    """Write values into the parameters, in place; also into the arrays of the list ``params``."""
    for array, value in zip(_parameters(student), values, strict=True):
        _write(array, value)
    for array, value in zip(student.globals["params"], values, strict=False):
        _write(array, value)  # the same arrays again, unless the notebook rebound one


def _write(array: Any, value: Any) -> None:
    """``array[:] = value``: MXNet parses the slice, which takes longer than the copy, so that is left out where it can be."""
    plain = type(array) is type(value) is mx.nd.NDArray
    if plain and (array.shape, array.dtype, array.context) == (value.shape, value.dtype, value.context):
        value.copyto(array)
    else:
        array[:] = value


def outputs(student: Any, settings: Sequence[Sequence[Any]], *inputs: Any) -> list[Any]:
    """``net(X)`` for every list of parameters in ``settings`` and every X of ``inputs``, in this order."""
    kept = parameters(student)
    try:
        results = []
        for values in settings:
            set_parameters(student, values)
            results += [student.net(on_device(student, X)) for X in inputs]
        mx.nd.waitall()  # before the parameters change back
        return results
    finally:
        set_parameters(student, kept)


def output_gradients(student: Any, values: Sequence[Any], inputs: Any, head: Any) -> tuple[Any, Any]:
    """``net(X)``, and the gradients of its ``head``-weighted sum with respect to each parameter, then to X."""
    kept = parameters(student)
    try:
        set_parameters(student, values)
        arrays = _parameters(student)
        for array in arrays:
            array.grad[:] = 0
        inputs, head = on_device(student, inputs), on_device(student, head)
        inputs.attach_grad()
        with mx.autograd.record():
            value = student.net(inputs)
            if not fits(value, head):
                return value, None
            total = (value * head).sum() + (inputs * 0).sum()
            for array in arrays:
                total = total + (array * 0).sum()
        total.backward()
        return value, [array.grad.copy() for array in [*arrays, inputs]]
    finally:
        set_parameters(student, kept)


def _parameters(student: Any) -> list[Any]:
    return [student.globals[name] for name in student.parameters]


# Steps of an optimiser: ``name(params, *arguments)`` is one step.


def steps(
    student: Any, name: str, values: Sequence[Any], gradients: Sequence[Any], arguments: Sequence[Any]
) -> tuple[list[Any], bool]:
    """Take one step for each list of ``arguments``, on new arrays that hold ``values``.

    Each step follows a backward pass that leaves its ``gradients`` in ``grad``. Returns copies of these arrays after every
    step, and whether the list that the function was given still holds the same arrays.
    """
    held = _fresh(values)
    handed_over = list(held)
    history = []
    for step, further in zip(gradients, arguments, strict=True):
        backward(held, step)
        getattr(student, name)(handed_over, *further)
        history.append([array.copy() for array in held])
    same = len(held) == len(handed_over) and all(a is b for a, b in zip(held, handed_over, strict=True))
    return history, same


def partial_step(
    student: Any,
    name: str,
    values: Sequence[Any],
    gradients: Sequence[Any],
    arguments: Sequence[Any],
    chosen: Sequence[int],
) -> list[Any]:
    """Take one step on only the arrays at the ``chosen`` positions. Returns all arrays."""
    held = _fresh(values)
    backward(held, gradients)
    getattr(student, name)([held[i] for i in chosen], *arguments)
    return held


def step_and_passes(
    student: Any, name: str, values: Sequence[Any], gradients: Sequence[Any], arguments: Sequence[Any], *later: Any
) -> Any:
    """Take one step on ``values`` themselves, then run a backward pass for each of ``later``.

    The host reads the arrays and their ``grad`` afterwards. If the step changed no array, returns what it left in each
    ``grad``, because a gradient lost before its use explains this; else ``None``.
    """
    before = [value.copy() for value in values]
    for array in values:
        array.attach_grad()
    backward(values, gradients)
    getattr(student, name)(list(values), *arguments)
    idle = all(distance(array, value) == 0 for array, value in zip(values, before, strict=True))
    left = [None if array.grad is None else array.grad.copy() for array in values] if idle else None
    for step in later:
        backward(values, step)
    return left


def parameters_around_step(
    student: Any, name: str, values: Sequence[Any], gradients: Sequence[Any], arguments: Sequence[Any]
) -> list[float]:
    """Take a step on other arrays, while the network's own parameters hold gradients, as in training.

    Returns the largest change of each of the network's parameters, for the message only: the host reads the parameters
    before and after to decide whether they changed.
    """
    before = parameters(student)
    backward(_parameters(student), [mx.nd.ones_like(array) for array in _parameters(student)])
    steps(student, name, values, [gradients], [arguments])
    return [distance(a, b) for a, b in zip(before, parameters(student), strict=True)]


def _fresh(values: Sequence[Any]) -> list[Any]:
    held = [value.copy() for value in values]
    for array in held:
        array.attach_grad()
    return held


# Training data and predictions


def batches(
    student: Any, images: Any, labels: Any, seed: int, start: int, number: int, batch_size: int, mean: Any = None
) -> Iterator[tuple[Any, Any]]:
    """X and y of ``number`` batches, from position ``start`` of the shuffled training set on, across epochs.

    ``mean``: as in `pixels`.
    """
    # Converting all batches at once takes a third of the time of converting each; an item costs half of a slice.
    every = np.concatenate(list(shuffled(len(images), seed, start, number, batch_size)))
    X = on_device(student, pixels(images[every], mean)).reshape((number, batch_size, *images.shape[1:], 1))
    y = on_device(student, mx.nd.array(labels[every], dtype=np.float32)).reshape((number, batch_size))
    for batch in range(number):
        yield X[batch], y[batch]


def predict(student: Any, images: Any, mean: Any, start: int, stop: int, batch_size: int = 500) -> Any:
    """The class with the largest output of the network, for each of the images ``start`` to ``stop``: shape (stop - start,).

    The network is called with flat images. ``mean``: as in `pixels`.
    """
    found = []
    for first in range(start, stop, batch_size):
        X = pixels(images[first : min(first + batch_size, stop)], mean)
        scores = student.net(on_device(student, X.reshape((X.shape[0], -1))))
        found.append(scores.asnumpy().argmax(axis=1))
    return np.concatenate(found)


def pixels(images: Any, mean: Any = None) -> Any:
    """uint8, shape (n, height, width) -> float32 NDArray of shape (n, height, width, 1), in [0, 1].

    ``mean``: an image that is subtracted from each, float32, shape (height, width).
    """
    values = images / np.float32(255)
    if mean is not None:
        values -= mean
    return mx.nd.from_numpy(values[..., np.newaxis], zero_copy=True)
