"""A grader's own training run with a student's functions: from fresh parameters to an accuracy that is believed.

The guest trains and answers; the host holds the labels, counts, and decides when it is enough. What the guest says is
not believed: the host draws the first parameters, reads them again and again, works out itself how they get from one
reading to the next, and which answers follow from the last. So neither parameters nor answers that came from elsewhere
earn anything.

For networks of fully connected layers with ReLU between them, trained by plain gradient descent on the summed softmax
cross-entropy. The suite's driver has ``parameters(student)``, ``set_parameters(student, values)``, ``train(student, images,
labels, seed, start, rates, batch_size)``, which takes one step per rate and returns the mean loss of each batch, and
``predict(student, images, start, stop)``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.checking.assertions import Array, Wrong, as_array, as_items
from autograder.checking.networks import Network
from autograder.checking.pictures import curve_picture
from autograder.guest.order import shuffled
from autograder.guest.wire import Tensor
from autograder.room.student import StudentRaised

__all__ = [
    "STRAY",
    "Budget",
    "TrainingResult",
    "disguise",
    "expect_reached",
    "train_briefly",
    "train_to_bar",
]

CHUNK_SECONDS = 30  # a right solution needs 0.3; loops over examples are slow, not wrong
QUICK_LOOK = 2_000  # test images: whether it is worth asking about all of them
# How far the guest's parameters may be from the host's after a piece, as a share of the way they went in it: a suite says
# beside its budget what it measured. Nearly all pieces of a right solution stray by 3e-6. But where a unit stands so close to
# relu's kink that rounding decides its slope, the two go apart, and the steps that follow widen the gap.
STRAY = 1e-3
ODD_PIECES = 0.2  # the share of pieces that may stray further
STRAY_AT_MOST = 0.5  # and how far each of these may


@dataclass(frozen=True)
class Budget:
    """How long to train, and what to reach. ``planned``, ``limit``, ``first_look`` and ``brief`` count training images."""

    bar: float  # share of the test images
    planned: int  # the rate falls linearly to a tenth until here
    limit: int  # where that was not enough: on at ``late_rate`` until here
    first_look: int
    brief: int  # of the training that only informs
    brief_bar: float
    rate: float  # of the summed loss
    late_rate: float = 0.0015
    batch_size: int = 64
    chunk: int = 100  # batches between two looks
    piece: int = 20  # batches between two readings of the parameters

    def rate_at(self, done: int) -> float:
        """Of the step after ``done`` images."""
        return self.rate * (1 - 0.9 * done / self.planned) if done < self.planned else self.late_rate


@dataclass(frozen=True)
class Piece:
    """Some steps of a training: from which image on, at which rates, and the parameters before and after."""

    first: int
    rates: tuple[float, ...]
    before: list[Array]
    after: list[Array]


@dataclass(frozen=True)
class TrainingResult:
    """What a run came to.

    ``losses``: the mean loss of every batch. ``strays``: how far each piece ended from where the host did, as a share of the
    way; only where the host went it.
    """

    accuracy: float
    bar: float
    images: int
    tests: int
    losses: tuple[float, ...]
    pieces: tuple[Piece, ...] = ()
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
        Whose functions are used.
    dataset
        The prepared data.
    rng
        Draws the parameters, the order of the images, and how the test images differ from the published ones.
    network, budget
        What the student's functions make up, and how long they are trained.
    """
    return _train(student, dataset, rng, network, budget, believe=False)


def train_briefly(
    student: Any, dataset: Any, rng: np.random.Generator, network: Network, budget: Budget
) -> TrainingResult:
    """As `train_to_bar`, over the first part of the budget, to a bar of its own. It earns nothing: the steps are believed."""
    budget = replace(budget, bar=budget.brief_bar, first_look=budget.brief, limit=budget.brief)
    return _train(student, dataset, rng, network, budget, believe=True)


def expect_reached(outcome: TrainingResult, who: str) -> None:
    """The bar was reached; else a curve of the losses says how ``who`` ("the network") went instead."""
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
            np.mean(np.reshape(outcome.losses, (-1, 10)), axis=1).tolist(),
            title="Mean loss over ten batches at a time",
            xlabel="batches / 10",
            ylabel="loss",
            level=guessing,
            level_name="guessing",
        ),
    )


def _train(
    student: Any, dataset: Any, rng: np.random.Generator, network: Network, budget: Budget, *, believe: bool
) -> TrainingResult:
    kept = _parameters(student, network)
    training = student.training_data()
    tests, truth = disguise(dataset.dataset.test_images, dataset.dataset.test_labels, rng)
    handle = student.share("test_images", tests)
    seed = int(rng.integers(2**31))
    try:
        outcome = _run(student, network, budget, training, (handle, truth), seed)
        if outcome.reached:
            if not believe:
                outcome = replace(outcome, strays=_strays(outcome.pieces, dataset.dataset, seed, network, budget))
                _expect_own_steps(outcome.strays, network)
            _expect_own_answers(student, handle, tests, outcome.pieces[-1].after, network)
    finally:
        with contextlib.suppress(StudentRaised):  # a room that died has nothing to put back
            student.drive("set_parameters", kept)
    return outcome


def _run(student: Any, network: Network, budget: Budget, training: Any, test: Any, seed: int) -> TrainingResult:
    handle, truth = test
    values = network.drawn(seed)
    student.drive("set_parameters", values)
    losses: list[float] = []
    pieces: list[Piece] = []
    done, accuracy = 0, 0.0
    while done < budget.limit and accuracy < budget.bar:
        for _ in range(budget.chunk // budget.piece):
            rates = [budget.rate_at(done + i * budget.batch_size) for i in range(budget.piece)]
            answer = student.drive("train", *training, seed, done, rates, budget.batch_size, seconds=CHUNK_SECONDS)
            losses += as_array(answer, (budget.piece,), what="the mean loss of each batch").tolist()
            pieces.append(Piece(done, tuple(rates), values, _parameters(student, network)))
            values = pieces[-1].after
            done += budget.piece * budget.batch_size
        if not np.isfinite(losses).all():
            break
        if done >= budget.first_look:
            accuracy = _accuracy(student, handle, truth, budget.bar)
    return TrainingResult(accuracy, budget.bar, done, len(truth), tuple(losses), tuple(pieces))


def disguise(images: Array, labels: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """The test images in a new order and a few grey levels off, so that no published image is among them.

    A trained network does not notice (the accuracy of the reference moves by less than 0.002), a table of images does.
    Moving the pictures by a pixel would cost 0.05 on MNIST: the network has seen centred digits only.
    """
    order = rng.permutation(len(labels))
    offset = rng.integers(1, 4) + rng.integers(0, 3, images.shape, np.uint8)
    return np.minimum(images[order] + offset.astype(np.uint16), 255).astype(np.uint8), labels[order]


def _accuracy(student: Any, handle: Any, truth: Array, bar: float) -> float:
    quick = min(QUICK_LOOK, len(truth))
    first = _predictions(student, handle, 0, quick)
    if np.mean(first == truth[:quick]) < bar - 0.015:  # three standard deviations of so small a sample
        return float(np.mean(first == truth[:quick]))
    rest = _predictions(student, handle, quick, len(truth)) if quick < len(truth) else first[:0]
    return float(np.mean(np.concatenate([first, rest]) == truth))


def _predictions(student: Any, handle: Any, start: int, stop: int) -> Array:
    answer = student.drive("predict", handle, start, stop, seconds=CHUNK_SECONDS)
    if not isinstance(answer, Tensor) or answer.values.shape != (stop - start,):
        raise Wrong(f"There must be one answer for each of the {stop - start} test images.")
    return answer.values


def _parameters(student: Any, network: Network) -> list[Array]:
    values = as_items(student.drive("parameters"), len(network.shapes), what="the parameters")
    return [as_array(value, shape, what="a parameter") for value, shape in zip(values, network.shapes, strict=True)]


def _strays(pieces: Sequence[Piece], dataset: Any, seed: int, network: Network, budget: Budget) -> tuple[float, ...]:
    """The host goes the way again, piece by piece (half a second in all)."""
    strays = []
    for piece in pieces:
        own = _steps(piece, dataset, seed, network, budget)
        strays.append(_distance(piece.after, own) / max(_distance(piece.before, own), 1e-30))
    return tuple(strays)


def _expect_own_steps(strays: Sequence[float], network: Network) -> None:
    """The parameters went the way that the gradients lead."""
    odd = sum(not stray <= STRAY for stray in strays)
    if odd > ODD_PIECES * len(strays) or not np.max(strays) <= STRAY_AT_MOST:
        raise Wrong(
            "The parameters after some training steps do not follow from those before them: the training must use "
            f"only your {network.functions}, starting from the parameters that the grader draws."
        )


def _steps(piece: Piece, dataset: Any, seed: int, network: Network, budget: Budget) -> list[Array]:
    """The parameters after a piece, by gradient descent from those before it; as the driver's ``train`` goes."""
    values, images, size = piece.before, dataset.train_images, budget.batch_size
    steps = shuffled(len(images), seed, piece.first, len(piece.rates), size)
    for rate, chosen in zip(piece.rates, steps, strict=True):
        X = images[chosen].reshape(size, -1) / np.float32(255)
        values = network.step(values, X, dataset.train_labels[chosen], rate)
    return values


def _distance(some: Sequence[Array], others: Sequence[Array]) -> float:
    return float(np.sqrt(sum(np.sum((a - b).astype(np.float64) ** 2) for a, b in zip(some, others, strict=True))))


def _expect_own_answers(student: Any, handle: Any, tests: Array, parameters: list[Array], network: Network) -> None:
    """The answers follow from the trained parameters, as the host works them out itself."""
    sample = tests[:QUICK_LOOK]
    own = network.layers(parameters, sample.reshape(len(sample), -1) / np.float32(255))[-1].argmax(axis=1)
    if np.mean(own == _predictions(student, handle, 0, len(sample))) < 0.99:
        raise Wrong("The answers for the test images do not follow from the parameters that were trained.")
