"""Driver functions for most suites: gradients of one function, repeated calls, accuracies.

`Session.drive` uses these if a suite's own driver has no function of the name; a driver reaches them as ``student.standard``.
Like drivers, they run beside student code and hold no expected value. They do not report whether a call changed its
arguments: the host reads the arrays itself (`Session.read`). Every function takes a `session.Student` first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .framework import device_of, mx


def device(student: Any) -> str:
    """The device of the arrays passed to student code: the notebook's own, if this process has it; else the CPU."""
    return str(device_of(student.globals))


def on_device(student: Any, array: Any) -> Any:
    """The array on the notebook's device (see `device`), copied there if necessary."""
    return array.as_in_context(device_of(student.globals))


def backward(arrays: Sequence[Any], gradients: Sequence[Any]) -> None:
    """Run a backward pass that leaves ``gradients`` in the ``grad`` of ``arrays``."""
    with mx.autograd.record():
        total = sum(
            ((array * gradient).sum() for array, gradient in zip(arrays, gradients, strict=True)),
            mx.nd.zeros((1,), ctx=arrays[0].context),
        )
    total.backward()


def fits(value: Any, head: Any) -> bool:
    """Whether ``value`` is an NDArray of the same shape as its weights ``head``."""
    return type(value) is mx.nd.NDArray and value.shape == head.shape


def gradient(student: Any, name: str, inputs: Any, head: Any, *others: Any) -> tuple[Any, Any]:
    """``name(Z, *others)`` and the gradient of its ``head``-weighted sum with respect to Z.

    Z is computed under record from a leaf, as in a network, where a layer's input is no leaf. If autograd lost track of the
    computation, the gradient is zero. Returns ``None`` for the gradient if the value does not have ``head``'s shape.
    """
    leaf = inputs / 2
    leaf.attach_grad()
    with mx.autograd.record():
        z = leaf * 2
        value = getattr(student, name)(z, *others)
        if not fits(value, head):
            return value, None
        total = (value * head).sum() + (z * 0).sum()
    total.backward()
    return value, leaf.grad / 2


def product_gradient(student: Any, name: str, inputs: Any, weight: Any, head: Any) -> tuple[Any, Any]:
    """As `gradient`, for ``name(inputs * weight)`` and with respect to ``weight``."""
    weight.attach_grad()
    with mx.autograd.record():
        value = getattr(student, name)(inputs * weight)
        if not fits(value, head):
            return value, None
        total = (value * head).sum() + (weight * 0).sum()
    total.backward()
    return value, weight.grad


def in_turn(student: Any, name: str, *calls: Sequence[Any]) -> list[Any]:
    """Call a function once for each tuple of arguments, and return all results.

    So a result that a later call overwrites shows as wrong.
    """
    return [getattr(student, name)(*arguments) for arguments in calls]


@contextlib.contextmanager
def replaced(student: Any, stand_ins: Mapping[str, Any]) -> Iterator[None]:
    """Bind names of the notebook to other values in the block."""
    kept = {name: student.globals[name] for name in stand_ins if name in student.globals}
    student.globals.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            student.globals.pop(name, None)
        student.globals.update(kept)


class Batches:
    """A data iterator like the notebook's: each ``iter`` starts from the first batch; ``len`` is the number of batches.

    ``begun`` counts the iterations started, ``given`` the batches taken.
    """

    def __init__(self, batches: Sequence[tuple[Any, Any]]) -> None:
        self.batches = batches
        self.begun = self.given = 0

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        self.begun += 1
        for batch in self.batches:
            self.given += 1
            yield batch


def accuracies(
    student: Any, weight: Any, bias: Any, images: Any, labels: Any, sizes: Sequence[Sequence[int]]
) -> list[Any]:
    """``evaluate_accuracy`` for several sets of batches with a linear network.

    ``images`` and ``labels`` are those of all batches, one after the other; ``sizes``: the lengths of each set's batches. The
    network flattens its images, as ``evaluate_accuracy`` may pass them flat or not.
    """
    return _accuracies(student, weight, bias, images, labels, sizes, Batches)


def accuracies_in_one_pass(
    student: Any, weight: Any, bias: Any, images: Any, labels: Any, sizes: Sequence[Sequence[int]]
) -> list[Any]:
    """As `accuracies`, but each set is a generator, which has no length and ends after one pass."""
    return _accuracies(student, weight, bias, images, labels, sizes, lambda batches: iter(Batches(batches)))


def _accuracies(
    student: Any,
    weight: Any,
    bias: Any,
    images: Any,
    labels: Any,
    sizes: Sequence[Sequence[int]],
    iterator: Callable[[Sequence[tuple[Any, Any]]], Any],
) -> list[Any]:
    def network(X: Any) -> Any:
        return mx.nd.dot(X.reshape((X.shape[0], -1)), weight) + bias

    results, start = [], 0
    for lengths in sizes:
        batches = []
        for length in lengths:
            # Slices share the memory of the whole arrays, so that the host sees there what a call has changed.
            batches.append((images[start : start + length], labels[start : start + length]))
            start += length
        results.append(student.evaluate_accuracy(iterator(batches), network))
    return results


def distance(one: Any, other: Any) -> float:
    """The largest difference of two arrays; infinite where their shapes differ."""
    return float(abs(one - other).max().asscalar()) if one.shape == other.shape else float("inf")
