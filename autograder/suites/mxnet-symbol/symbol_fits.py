"""What the checks of `fit_feedforward` and `custom_loop` ask: one run each, and all that is seen of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from symbol_oracle import Array
from symbol_training import Network, Pass, accuracies, draw_network, draw_set, read_parameters, read_passes

from autograder.checking import Wrong, as_array, as_items, expect_close, expect_number, readable, return_hint
from autograder.checking.wording import phrase

EPOCHS = 10  # of fit_feedforward


@dataclass(frozen=True)
class Run:
    """A small training: the network, the set, how it was cut up, and what the driver saw."""

    network: Network
    X: Array
    labels: Array
    batch_size: int
    epochs: int
    answer: list[Any]

    @cached_property
    def passes(self) -> list[Pass]:
        return read_passes(self.answer[1], self.network, self.batch_size, "the training passes")


def loop(
    student: Any,
    rng: np.random.Generator,
    *,
    epochs: int | None = None,
    renamed: bool = False,
    started: bool = False,
    long: bool = False,
) -> Run:
    """custom_loop on a small network; all sizes that are not given are drawn.

    ``started``: some batches were already taken from its iterator; ``long``: for so many steps that weight decay adds up.
    """
    network = draw_network(rng, renamed=renamed)
    batches, batch_size = _draw_batches(rng, long=long)
    epochs = epochs or int(rng.integers(4, 7) if long else rng.integers(2, 5))
    taken = int(rng.integers(1, batches)) if started else 0
    X, labels = draw_set(rng, batches * batch_size, network)
    answer = student.drive("looped", network.arguments, X, labels, batch_size, epochs, taken)
    answer = as_items(answer, 2, what="custom_loop(symbol, train_iter, num_epoch)")
    return Run(network, X, labels, batch_size, epochs, answer)


def _draw_batches(rng: np.random.Generator, *, long: bool = False) -> tuple[int, int]:
    """How many, and of which size."""
    return int(rng.integers(5, 8) if long else rng.integers(3, 6)), int(rng.integers(4, 8))


def loop_result(run: Run) -> tuple[dict[str, Array], list[Any]]:
    """The parameters and the accuracies that custom_loop returns."""
    what = "custom_loop(symbol, train_iter, num_epoch)"
    if not isinstance(run.answer[0], tuple | list):
        raise Wrong(f"{what} is {phrase(run.answer[0])}; expected (params, accuracies).{return_hint(run.answer[0])}")
    params, accuracies = as_items(run.answer[0], 2, what=what)
    if not isinstance(accuracies, list | tuple):
        raise Wrong(f"accuracies is {phrase(accuracies)}; expected a list of {run.epochs} numbers.")
    return read_parameters(params, run.network, "params"), list(accuracies)


def fit(student: Any, rng: np.random.Generator, *, renamed: bool = False, long: bool = False) -> Run:
    """fit_feedforward on a small network, as `loop`, with a test set of two or three batches."""
    network = draw_network(rng, renamed=renamed)
    batches, batch_size = _draw_batches(rng, long=long)
    training = draw_set(rng, batches * batch_size, network)
    test = draw_set(rng, int(rng.integers(2, 4)) * batch_size, network)
    answer = student.drive("fitted", network.arguments, list(training), list(test), batch_size)
    answer = as_items(answer, 5, what="fit_feedforward(symbol, train_iter, test_iter)")
    return Run(network, *training, batch_size, EPOCHS, [*answer, test[0]])


def fitted_parameters(run: Run) -> dict[str, Array]:
    """Those of the model that fit_feedforward returns."""
    model = run.answer[0]
    if not isinstance(model, list) or len(model) != 2 or model[0] is not True:
        what = "fit_feedforward(symbol, train_iter, test_iter)"
        raise Wrong(f"{what} is {phrase(model)}; expected the trained mx.model.FeedForward.{return_hint(model)}")
    return read_parameters(model[1], run.network, "the model's arg_params")


def expect_evaluated(run: Run) -> None:
    """After every epoch the test set went through the network once."""
    test = run.answer[5]
    batches = len(test) // run.batch_size
    wanted = []
    for epoch in range(1, EPOCHS + 1):
        wanted += [epoch * len(run.X) // run.batch_size] * batches
    with readable("The passes without training"):
        rows = [(int(before), got) for before, got in run.answer[2]]
    if [row[0] for row in rows] != wanted:
        raise Wrong(
            f"The {batches} batches of test_iter should be evaluated after each of {EPOCHS} epochs: {len(wanted)} passes "
            f"with is_train=False. There were {len(rows)}."
        )
    for place, (_, got) in enumerate(rows):
        rowed = test[(place % batches) * run.batch_size :][: run.batch_size]
        what = "the data of a pass without training"
        # Used: nothing.
        expect_close(as_array(got, rowed.shape, what=what), rowed, rtol=0, atol=1e-6, what=what)


def expect_speedometer(run: Run) -> None:
    """Told of every batch, with the iterator's batch size and a report every 200 batches."""
    with readable("What the Speedometer was told"):
        kinds, calls = [[int(size), int(every)] for size, every in run.answer[3]], int(run.answer[4])
    if not calls:
        raise Wrong("No mx.callback.Speedometer was called after a batch: pass it to fit as batch_end_callback.")
    if kinds != [[run.batch_size, 200]]:
        raise Wrong(
            f"The Speedometer was made for (batch size, interval) {kinds}; expected [[{run.batch_size}, 200]]: the batch "
            "size of train_iter, and a report every 200 batches."
        )


def expect_accuracies(run: Run) -> None:
    """custom_loop returns the share of right answers in each epoch, of the outputs as they came."""
    _, got = loop_result(run)
    expected = accuracies(run.passes, run.epochs) if len(run.passes) % run.epochs == 0 else []
    if len(got) != len(expected):
        raise Wrong(f"accuracies has {len(got)} entries; expected one for each of {run.epochs} epochs.")
    for number, (value, right) in enumerate(zip(got, expected, strict=True), 1):
        # Used: nothing.
        expect_number(value, right, atol=1e-5, what=f"the accuracy of epoch {number}")
