"""A training run with the student's functions, which the host verifies: steps, predictions, accuracy.

The guest trains. The host holds the test images and labels, computes the accuracy and decides when to stop. It does not trust
the guest: it draws the first parameters, reads the parameters after every few steps, and recomputes these steps in NumPy.
It computes the accuracy itself, from the last parameters, and asks the guest for the answers to a sample of disguised test
images, which must follow from them. So parameters or predictions from another source earn nothing.

Owns the training loop and its verification, for fully connected layers with ReLU between them, trained by plain gradient
descent on the summed softmax cross-entropy. The mean training image is subtracted from every image: from centred images a
network learns with half the steps. Needs these functions of the suite's driver: ``parameters(student)``,
``set_parameters(student, values)``, ``predict(student, images, mean, start, stop)``, and ``train(student, images, labels,
mean, seed, start, rates, batch_size)``, which takes one step per rate and returns the mean loss of each batch. Must not know
any assignment.
"""

from __future__ import annotations

import contextlib
import dataclasses
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checking.assertions import Array, Wrong, as_array, as_items
from autograder.checking.networks import Network
from autograder.checking.pictures import curve_picture
from autograder.errors import AssignmentError
from autograder.guest.order import shuffled
from autograder.guest.wire import AsNumpy, Tensor
from autograder.room.student import StudentRaised

__all__ = [
    "STRAY",
    "Budget",
    "TrainingResult",
    "disguise",
    "expect_reached",
    "read_training",
    "rehearse",
    "train_briefly",
    "train_to_bar",
]

PIECE_SECONDS = 30  # a right solution needs 0.1; loops over examples are slow, not wrong
SAMPLE = 2_000  # test images that the guest answers, and of a first look: too low an accuracy on them saves the others
# Tolerance of the distance between guest's and host's parameters after a piece, relative to the length of the host's steps in
# it. Each suite records what it measured beside its budget. With right code nearly all pieces reach 3e-6. But if a hidden unit
# is so close to 0 that rounding decides its ReLU's slope, guest and host diverge, and later steps widen the difference.
STRAY = 1e-3
ODD_PIECES = 0.2  # the share of pieces that may exceed STRAY
STRAY_AT_MOST = 0.5  # the limit for these pieces


@dataclass(frozen=True)
class Budget:
    """How long to train, and which accuracy to reach: a table ``[training.NAME]`` of ``suite.toml``, for the data set NAME.

    ``planned``, ``limit``, ``first_look`` and ``brief`` count training images, repeated ones included. The learning rate stays
    at ``rate`` for the share ``hold`` of the planned images, falls linearly to ``late_rate`` until all of them are done, and
    stays there.
    """

    bar: float  # accuracy to reach: a share of the test images
    planned: int
    limit: int  # until here training goes on if the bar is not reached
    first_look: int  # the accuracy is measured from here on, after each piece
    brief: int  # length of `train_briefly`
    brief_bar: float  # accuracy to reach in `train_briefly`
    rate: float  # for the summed loss
    late_rate: float
    hold: float = 0.6
    batch_size: int = 128
    piece: int = 10  # batches between two readings of the parameters

    def rate_at(self, done: int) -> float:
        """The learning rate of the step after ``done`` images."""
        gone = min(max(done / self.planned - self.hold, 0) / (1 - self.hold), 1)
        return self.rate + (self.late_rate - self.rate) * gone

    def rates(self, done: int) -> list[float]:
        """The learning rates of the piece after ``done`` images."""
        return [self.rate_at(done + step * self.batch_size) for step in range(self.piece)]

    @property
    def piece_images(self) -> int:
        """The training images of a piece."""
        return self.piece * self.batch_size

    @classmethod
    def read(cls, table: object, where: str) -> Budget:
        """A budget from a table of ``suite.toml``; ``where`` names it in messages. Raises `AssignmentError`."""
        if not isinstance(table, dict):
            raise AssignmentError(f"{where}: expected a table, got {table!r}")
        fields = {each.name: each for each in dataclasses.fields(cls)}
        unknown = sorted(table.keys() - fields.keys())
        if unknown:
            raise AssignmentError(f"{where}: expected {', '.join(fields)}, got {unknown[0]!r}")
        for name, each in fields.items():
            value: Any = table.get(name, each.default)
            missing = value is dataclasses.MISSING
            if name in ("bar", "brief_bar", "hold"):
                expected, right = "a share between 0 and 1", type(value) is float and 0 < value < 1
            elif each.type == "int":
                expected, right = "a whole number above 0", type(value) is int and value > 0
            else:
                expected, right = "a number above 0", type(value) in (int, float) and 0 < value < np.inf
            if missing or not right:
                raise AssignmentError(
                    f"{where} {name}: expected {expected}, got {'nothing' if missing else repr(value)}"
                )
        return cls(**table)


def read_training(path: Path, functions: str) -> tuple[Network, dict[str, Budget]]:
    """The network that is trained, and a budget for each data set: ``[training]`` of a ``suite.toml``.

    ``sizes`` lists the units of the network's layers; each other key is a table, the `Budget` for the data set of that name.
    ``functions``: see `Network`.

    Raises
    ------
    AssignmentError
        The file cannot be read, or the table is missing or not as described. The text says what is wrong and where.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("training")
    except (OSError, ValueError) as error:
        raise AssignmentError(f"{path}: not readable as TOML: {error}") from error
    if not isinstance(table, dict):
        raise AssignmentError(f"{path}: expected a table [training], got {'nothing' if table is None else repr(table)}")
    sizes = table.get("sizes")
    if not isinstance(sizes, list) or len(sizes) < 2 or any(type(size) is not int or size < 1 for size in sizes):
        raise AssignmentError(
            f"{path}: [training] sizes: expected the units of each layer, such as [784, 10], got {sizes!r}"
        )
    budgets = {name: Budget.read(own, f"{path}: [training.{name}]") for name, own in table.items() if name != "sizes"}
    return Network(tuple(sizes), functions), budgets


@dataclass(frozen=True)
class TrainingResult:
    """The result of a training run.

    ``accuracy`` and ``bar`` are shares, 0 to 1; ``images`` counts training images, ``tests`` the test images that the accuracy
    was measured on. ``losses``: the mean loss of every batch. ``strays``: for each piece, the distance between guest's and
    host's parameters, relative to the length of the host's steps; empty if the host did not recompute the steps.
    """

    accuracy: float
    bar: float
    images: int
    tests: int
    losses: tuple[float, ...]
    strays: tuple[float, ...] = ()

    @property
    def reached(self) -> bool:
        return self.accuracy >= self.bar


def train_to_bar(
    student: Any, dataset: Any, rng: np.random.Generator, network: Network, budget: Budget
) -> TrainingResult:
    """Train from fresh parameters until the bar is reached or the budget is spent; then put the old parameters back.

    Parameters
    ----------
    student
        The proxy of the student's functions.
    dataset
        The prepared data.
    rng
        Draws the parameters, the order of the images, and the small changes to the published test images.
    network, budget
        The network that the student's functions form, and how long to train it.

    Raises
    ------
    Wrong
        Steps do not follow from the parameters before them: then the run ends there, whatever the accuracy. Or the bar was
        reached, and the guest's answers do not follow from the last parameters.
    """
    return _train(student, dataset.dataset, rng, network, budget, trust_steps=False)


def train_briefly(
    student: Any, dataset: Any, rng: np.random.Generator, network: Network, budget: Budget
) -> TrainingResult:
    """As `train_to_bar`, but only for ``budget.brief`` images and to ``budget.brief_bar``.

    It earns no points, so the host does not recompute the steps. The accuracy is that of the guest's own answers.
    """
    budget = replace(budget, bar=budget.brief_bar, first_look=budget.brief, limit=budget.brief)
    return _train(student, dataset.dataset, rng, network, budget, trust_steps=True)


def rehearse(data: Any, seed: int, network: Network, budget: Budget) -> Iterator[tuple[int, float]]:
    """The training of a right solution, by the host's steps alone: the accuracy of each look, and after the brief training.

    It goes on to the limit, even after the bar was reached. ``data``: the data set. Yields pairs of training images done and
    the accuracy on all test images.
    """
    values, mean = network.drawn(seed), _mean_image(data)
    for done in range(0, budget.limit, budget.piece_images):
        values = _steps(values, done, data, mean, seed, network, budget)
        images = done + budget.piece_images
        if images >= budget.first_look or done < budget.brief <= images:
            right = _answers(data.test_images, mean, values, network) == data.test_labels
            yield images, float(np.mean(right))


def expect_reached(outcome: TrainingResult, who: str) -> None:
    """Check that the bar was reached; if not, the message shows the loss curve. ``who``: such as "the network"."""
    if outcome.reached:
        return
    guessing = float(np.log(10))  # the mean loss of ten equal probabilities
    finite = np.isfinite(outcome.losses)
    if not finite.all():
        text = f"Training with {who} failed: the loss of batch {int(np.argmin(finite)) + 1} is not a finite number."
    else:
        early, late = np.mean(outcome.losses[:20]), np.mean(outcome.losses[-20:])
        text = (
            f"After {outcome.images:,} training images, {who} gives {outcome.accuracy:.1%} right answers on "
            f"{outcome.tests:,} test images; at least {outcome.bar:.0%} is needed.\n"
            f"The mean loss went from {early:.3f} to {late:.3f}; guessing gives {guessing:.3f}."
        )
    raise Wrong(
        text,
        picture=curve_picture(
            [float(np.mean(outcome.losses[first : first + 10])) for first in range(0, len(outcome.losses), 10)],
            title="Mean loss over ten batches at a time",
            xlabel="batches / 10",
            ylabel="loss",
            level=guessing,
            level_name="guessing",
        ),
    )


def disguise(images: Array, labels: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """The test images in a new order, a few grey levels brighter, so that none equals a published image; and the labels.

    A trained network hardly reacts (the reference's accuracy changes by less than 0.002), but a lookup table of images fails.
    Shifting the pictures by a pixel would cost 0.05 on MNIST, as the network has only seen centred digits.
    """
    order = rng.permutation(len(labels))
    offset = rng.integers(1, 4) + rng.integers(0, 3, images.shape, np.uint8)
    return np.minimum(images[order] + offset.astype(np.uint16), 255).astype(np.uint8), labels[order]


@np.errstate(all="ignore")  # the guest's parameters may be any numbers
def _train(
    student: Any, data: Any, rng: np.random.Generator, network: Network, budget: Budget, *, trust_steps: bool
) -> TrainingResult:
    kept = _parameters(student, network)
    chosen = np.sort(rng.permutation(len(data.test_labels))[:SAMPLE])
    tests, truth = disguise(data.test_images[chosen], data.test_labels[chosen], rng)
    handle, mean = student.share("test_images", tests), _mean_image(data)
    seed = int(rng.integers(2**31))
    values = network.drawn(seed)
    losses: list[float] = []
    strays: list[float] = []
    done, accuracy, measured = 0, 0.0, len(truth)
    try:
        student.drive("set_parameters", values)
        training = (*student.training_data(), AsNumpy(mean), seed)
        while done < budget.limit and accuracy < budget.bar:
            answer = student.drive(
                "train", *training, done, budget.rates(done), budget.batch_size, seconds=PIECE_SECONDS
            )
            losses += as_array(answer, (budget.piece,), what="the mean loss of each batch").tolist()
            before, values = values, _parameters(student, network)
            first, done = done, done + budget.piece_images
            if not np.isfinite(losses).all():
                break
            if not trust_steps:
                own = _steps(before, first, data, mean, seed, network, budget)
                strays.append(_distance(values, own) / max(_distance(before, own), 1e-30))
                _expect_own_steps(strays, -(-budget.limit // budget.piece_images), network)
            if done >= budget.first_look and trust_steps:
                accuracy = float(np.mean(_predictions(student, handle, mean, len(tests)) == truth))
            elif done >= budget.first_look:
                accuracy, measured = _accuracy(data, mean, values, network, budget.bar)
        outcome = TrainingResult(accuracy, budget.bar, done, measured, tuple(losses), tuple(strays))
        if outcome.reached:
            _expect_own_steps(strays, len(strays), network)
            _expect_own_answers(_predictions(student, handle, mean, len(tests)), _answers(tests, mean, values, network))
    finally:
        with contextlib.suppress(StudentRaised):  # a dead guest has no parameters to restore
            student.drive("set_parameters", kept)
    return outcome


def _mean_image(data: Any) -> Array:
    """The mean of some 4,000 training images, in [0, 1]: float32, shape (28, 28). That of all takes ten times as long."""
    every = max(1, len(data.train_images) // 4_000)
    mean: Array = (data.train_images[::every].mean(axis=0) / 255).astype(np.float32)
    return mean


def _inputs(images: Array, mean: Array) -> Array:
    """What the network sees: flat centred images, float32, shape (n, 784), computed exactly as the guest does."""
    values: Array = images / np.float32(255)
    values -= mean
    return values.reshape(len(images), -1)


def _steps(
    values: list[Array], first: int, data: Any, mean: Array, seed: int, network: Network, budget: Budget
) -> list[Array]:
    """The parameters after the piece that begins after ``first`` images, from ``values``: the same batches as the driver's."""
    batches = shuffled(len(data.train_labels), seed, first, budget.piece, budget.batch_size)
    for rate, chosen in zip(budget.rates(first), batches, strict=True):
        values = network.step(values, _inputs(data.train_images[chosen], mean), data.train_labels[chosen], rate)
    return values


def _answers(images: Array, mean: Array, values: list[Array], network: Network) -> Array:
    """The class that the network with these parameters gives each image: shape (n,)."""
    parts = [images[first : first + 1_000] for first in range(0, len(images), 1_000)]
    return np.concatenate([network.layers(values, _inputs(part, mean))[-1].argmax(axis=1) for part in parts])


def _accuracy(data: Any, mean: Array, values: list[Array], network: Network, bar: float) -> tuple[float, int]:
    """The share of right answers, and on how many test images: on a part of them if it is too low for the bar."""
    parts = max(1, len(data.test_labels) // SAMPLE)
    right = seen = 0
    for first in range(parts):
        labels = data.test_labels[first::parts]
        right += int(np.sum(_answers(data.test_images[first::parts], mean, values, network) == labels))
        seen += len(labels)
        if right / seen < bar - 0.015:  # three standard deviations of a sample of this size
            break
    return right / seen, seen


def _predictions(student: Any, handle: Any, mean: Array, count: int) -> Array:
    answer = student.drive("predict", handle, AsNumpy(mean), 0, count, seconds=PIECE_SECONDS)
    if not isinstance(answer, Tensor) or answer.values.shape != (count,):
        raise Wrong(f"There must be one answer for each of the {count} test images.")
    return answer.values


def _parameters(student: Any, network: Network) -> list[Array]:
    values = as_items(student.drive("parameters"), len(network.shapes), what="the parameters")
    return [as_array(value, shape, what="a parameter") for value, shape in zip(values, network.shapes, strict=True)]


def _expect_own_steps(strays: Sequence[float], pieces: int, network: Network) -> None:
    """Check that the guest's steps agree with the host's, within the tolerance of a run of so many pieces."""
    odd = sum(not stray <= STRAY for stray in strays)
    if odd > ODD_PIECES * pieces or not all(stray <= STRAY_AT_MOST for stray in strays):
        raise Wrong(
            "The parameters after some training steps do not follow from those before them: the training must use "
            f"only your {network.functions}, starting from the parameters that the grader draws."
        )


def _distance(some: Sequence[Array], others: Sequence[Array]) -> float:
    return float(np.sqrt(sum(np.sum((a - b).astype(np.float64) ** 2) for a, b in zip(some, others, strict=True))))


def _expect_own_answers(predictions: Array, own: Array) -> None:
    """Check that the guest's answers agree with those that the host computes from the trained parameters."""
    if np.mean(own == predictions) < 0.99:
        raise Wrong("The answers for the test images do not follow from the parameters that were trained.")
