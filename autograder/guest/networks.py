"""What drivers of networks need: parameters set in place, outputs and gradients, steps of an optimiser, batches.

As `standard`, whose companion this is; a suite's driver names the network's parameters in ``PARAMETERS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .framework import mx
from .order import shuffled
from .standard import backward, distance, fits, on_device

# The network's parameters: always set in place, as a student's function may have captured the arrays


def parameters(student: Any) -> list[Any]:
    """Copies of the current parameters."""
    return [student.globals[name].copy() for name in student.parameters]


def set_parameters(student: Any, values: Sequence[Any]) -> None:
    """Write values into the parameters, in place."""
    for array, value in zip(_parameters(student), values, strict=True):
        array[:] = value
    for array, value in zip(student.globals["params"], values, strict=False):
        array[:] = value  # the same arrays once more, unless the notebook rebound one


def outputs(student: Any, settings: Sequence[Sequence[Any]], *inputs: Any) -> list[Any]:
    """``net(X)`` for every X of ``inputs`` under every list of parameters in ``settings``: results in that order."""
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
    """``net(X)`` and the gradients of its ``head``-weighted sum: with respect to each parameter, then to X."""
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


# One step of an optimiser: ``name(params, *arguments)``


def steps(
    student: Any, name: str, values: Sequence[Any], gradients: Sequence[Any], arguments: Sequence[Any]
) -> tuple[list[Any], bool]:
    """Apply it to fresh arrays, a step for each list of ``arguments``, each after a backward pass that yields the gradients.

    Returns, for every step, the values that the arrays made here then hold; and whether the list still holds just these
    arrays.
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
    """One step that is given only the arrays at the ``chosen`` places. Returns the values of all of them."""
    held = _fresh(values)
    backward(held, gradients)
    getattr(student, name)([held[i] for i in chosen], *arguments)
    return held


def step_and_passes(
    student: Any, name: str, values: Sequence[Any], gradients: Sequence[Any], arguments: Sequence[Any], *later: Any
) -> Any:
    """One step on ``values`` themselves, then a backward pass for each of ``later``: what they and their ``grad`` then hold
    is the host's to read.

    Returns, where the step changed no array, what it left in each ``grad``: a gradient that was lost before it was used
    explains why.
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
    """A step on other arrays, while the network's own parameters have gradients of their own, as in training.

    Returns the largest change of each of these parameters, which explains a mistake; whether there is one is the host's to
    see: it reads them before and after.
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


# Training


def batches(
    student: Any, images: Any, labels: Any, seed: int, start: int, number: int, batch_size: int
) -> Iterator[tuple[Any, Any]]:
    """X and y of ``number`` batches, from place ``start`` of the shuffled training set on; one epoch after the other."""
    # All at once, which takes a third of the time that batch by batch does.
    every = np.concatenate(list(shuffled(len(images), seed, start, number, batch_size)))
    X, y = on_device(student, pixels(images[every])), on_device(student, mx.nd.array(labels[every], dtype=np.float32))
    for first in range(0, len(every), batch_size):
        yield X[first : first + batch_size], y[first : first + batch_size]


def predict(student: Any, images: Any, start: int, stop: int, batch_size: int = 500) -> Any:
    """The class with the largest output of the network for images ``start`` to ``stop``, which it gets as rows of pixels."""
    found = []
    for first in range(start, stop, batch_size):
        X = pixels(images[first : min(first + batch_size, stop)])
        scores = student.net(on_device(student, X.reshape((X.shape[0], -1))))
        found.append(scores.asnumpy().argmax(axis=1))
    return np.concatenate(found)


def pixels(images: Any) -> Any:
    """uint8, shape (n, height, width) -> float32 NDArray of shape (n, height, width, 1), in [0, 1]."""
    return mx.nd.array(images[..., np.newaxis], dtype=np.float32) / 255
