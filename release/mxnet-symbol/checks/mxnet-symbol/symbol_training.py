"""What the checks of `fit_feedforward` and `custom_loop` share: small training runs, of which every step is seen.

The driver watches the executor: before each training pass its parameters, in the pass its data and output. Every step is
held against the one that follows, in float64, from the parameters seen before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from symbol_oracle import DECAY, MOMENTUM, RATE, Array, step

from autograder.checking import Wrong, as_array, as_items, expect_close
from autograder.checking.wording import phrase

# What is seen of a step is a difference of float32 numbers. Used: 0.1.
STEP_ATOL = 2e-5
# Weights of an input that is always 0 change by decay alone: by 4e-5 of their size in 10 steps, 2e-4 in 30.
# Used: 0.24, which is float32's rounding in each step.
DECAY_RTOL = 2e-6


@dataclass(frozen=True)
class Network:
    """The small network that is trained: its sizes, and the names of its open ends and its two layers."""

    features: int
    units: int
    classes: int
    data: str
    label: str
    layers: tuple[str, str]

    @property
    def arguments(self) -> list[Any]:
        """As the driver's own takes them."""
        return [self.units, self.classes, self.data, self.label, list(self.layers)]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Of the parameters, by name, in their order."""
        inner, outer = self.layers
        return {
            f"{inner}_weight": (self.units, self.features),
            f"{inner}_bias": (self.units,),
            f"{outer}_weight": (self.classes, self.units),
            f"{outer}_bias": (self.classes,),
        }


def draw_network(rng: np.random.Generator, *, renamed: bool = False) -> Network:
    """All of it is drawn, so that nothing of it can be written into an answer.

    ``renamed``: its open ends, too, which are else called as the notebook's are.
    """
    inner, outer, data, label = (f"{name}{rng.integers(10, 100)}" for name in ("inner", "outer", "pixels", "digit"))
    features, units, classes = (int(rng.integers(*span)) for span in ((5, 9), (9, 14), (4, 7)))
    ends = (data, f"{label}_label") if renamed else ("data", "softmax_label")
    return Network(features, units, classes, *ends, (inner, outer))


def draw_set(rng: np.random.Generator, n: int, network: Network) -> tuple[Array, Array]:
    """float32: X, shape (n, features), with a last input that is always 0, and labels, shape (n,)."""
    labels = rng.integers(0, network.classes, n)
    centres = rng.normal(0, 2, (network.classes, network.features))
    X = centres[labels] + rng.normal(0, 1, (n, network.features))
    X[:, -1] = 0
    return X.astype(np.float32), labels.astype(np.float32)


@dataclass(frozen=True)
class Pass:
    """One training pass: the parameters before it, by name, what went in, and what came out."""

    before: dict[str, Array]
    X: Array
    labels: Array
    output: Array


def read_passes(answer: object, network: Network, batch_size: int, what: str) -> list[Pass]:
    """The driver's list of training passes, with arrays of the shapes they must have."""
    shapes = network.shapes
    passes = []
    for number, row in enumerate(_listed(answer, what), 1):
        parameters, X, labels, output = as_items(row, 4, what=f"pass {number} of {what}")
        values = as_items(parameters, len(shapes), what="the parameters")
        passes.append(
            Pass(
                {
                    name: as_array(value, shape, what=name)
                    for (name, shape), value in zip(shapes.items(), values, strict=True)
                },
                as_array(X, (batch_size, network.features), what="the data of the executor"),
                as_array(labels, (batch_size,), what="the labels of the executor"),
                as_array(output, (batch_size, network.classes), what="the output of the executor"),
            )
        )
    return passes


def _listed(answer: object, what: str) -> Sequence[Any]:
    if not isinstance(answer, list):
        raise Wrong(f"{what} cannot be read.")
    return answer


def expect_batches(passes: Sequence[Pass], X: Array, labels: Array, batch_size: int, epochs: int) -> None:
    """Every epoch went once through the batches, in their order, and their own labels with them."""
    batches = len(X) // batch_size
    wanted = f"In {epochs} epochs of {batches} batches, {epochs * batches} training passes are expected"
    if not passes:
        raise Wrong(f"{wanted}; there was none: no executor ran forward(is_train=True).")
    if len(passes) != epochs * batches:
        raise Wrong(f"{wanted}; there were {len(passes)}.")
    for number, each in enumerate(passes):
        place = number % batches
        rows = slice(place * batch_size, (place + 1) * batch_size)
        which = f"epoch {number // batches + 1}, batch {place + 1}"
        if not np.array_equal(each.X, X[rows]):
            raise Wrong(f"In {which}, the executor's data are not those of the batch.")
        if not np.array_equal(each.labels, labels[rows]):
            raise Wrong(f"In {which}, the executor's labels are not those of the batch.")


def expect_start(passes: Sequence[Pass]) -> None:
    """Weights uniform between -0.01 and 0.01, biases 0."""
    if not passes:
        raise Wrong("No executor ran forward(is_train=True).")
    for name, value in passes[0].before.items():
        if name.endswith("bias"):
            if value.any():
                raise Wrong(f"{name} does not start at 0: it holds numbers up to {np.abs(value).max():.3g}.")
            continue
        if not np.abs(value).max() <= 0.01:
            raise Wrong(f"{name} starts with numbers up to {np.abs(value).max():.3g}; expected at most 0.01.")
        # A uniform one has the standard deviation 0.00577; that of 36 or more numbers is within a third of it.
        if not 0.0035 < value.std() < 0.0085 or abs(value.mean()) > 0.005:
            raise Wrong(
                f"{name} starts with mean {value.mean():.2g} and standard deviation {value.std():.2g}; "
                "for uniform numbers between -0.01 and 0.01 they are 0 and 0.0058."
            )


def expect_steps(passes: Sequence[Pass], after: Mapping[str, Array] | None = None) -> None:
    """Each step is the optimizer's, from the parameters and the velocity seen before it; ``after``: the last of all."""
    if not passes:
        raise Wrong("No executor ran forward(is_train=True).")
    seen = [each.before for each in passes]
    if after is not None:
        seen.append(dict(after))
    velocities = [np.zeros(value.shape) for value in seen[0].values()]
    for number, (each, later) in enumerate(zip(passes, seen[1:], strict=False), 1):
        before = [value.astype(np.float64) for value in each.before.values()]
        expected, _ = step(before, velocities, each.X, each.labels)
        for (name, got), right, old in zip(later.items(), expected, before, strict=True):
            what = f"{name} after step {number}"
            note = "It did not change at all." if np.array_equal(got, old) else ""
            expect_close(got, right, rtol=0, atol=STEP_ATOL, what=what, note=note)
        velocities = [new.astype(np.float64) - old for new, old in zip(later.values(), before, strict=True)]


def expect_decay(passes: Sequence[Pass]) -> None:
    """Weights of the input that is always 0 become smaller, by weight decay and nothing else."""
    if len(passes) < 2:
        raise Wrong("There are too few training passes to see weight decay.")
    name, first = next(iter(passes[0].before.items()))
    column, speed = first[:, -1].astype(np.float64), np.zeros(len(first))
    for _ in passes[1:]:
        # No gradient of the loss: the same step with any batch.
        speed = MOMENTUM * speed - RATE * DECAY * column
        column = column + speed
    what = f"{name}[:, {first.shape[1] - 1}], of an input that is always 0,"
    got = passes[-1].before[name][:, -1]
    note = "Only weight decay changes these weights." + (
        " They did not change." if np.array_equal(got, first[:, -1]) else ""
    )
    expect_close(got, column, rtol=DECAY_RTOL, atol=0, what=what, note=note)


def accuracies(passes: Sequence[Pass], epochs: int) -> list[float]:
    """The share of right answers in each epoch, from the outputs as they came."""
    right = [(each.output.argmax(axis=1) == each.labels).mean() for each in passes]
    return [float(each.mean()) for each in np.reshape(right, (epochs, -1))]


def read_parameters(answer: object, network: Network, what: str) -> dict[str, Array]:
    """A dictionary of the network's four parameters, in their order."""
    shapes = network.shapes
    if not isinstance(answer, dict):
        raise Wrong(f"{what} is {phrase(answer)}; expected a dictionary from names to arrays.")
    if set(answer) != set(shapes):
        raise Wrong(f"{what} has the names {', '.join(sorted(answer))}; expected {', '.join(sorted(shapes))}.")
    return {name: as_array(answer[name], shape, what=f"{what}[{name!r}]") for name, shape in shapes.items()}
