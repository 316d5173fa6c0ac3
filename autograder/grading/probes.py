"""Finds what a function's answers do not depend on, or should not depend on, from experiments with chosen inputs.

Owns these questions and their sentences. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..room.student import Call, StudentRaised
from .answers import alike
from .experiments import Experiment
from .leaves import plain, same

DIFFERS = "probe:differs"
PROOFS = 3  # fresh inputs on which a finding must hold


@dataclass(frozen=True)
class Finding:
    """What was found about a wrong function: a stable name, and a sentence for the student."""

    id: str
    sentence: str


@dataclass(frozen=True)
class Trial:
    """One experiment with its answers: the student's calls, and the right outcome of each."""

    experiment: Experiment
    calls: tuple[Call, ...]
    expected: tuple[Any, ...]

    @property
    def got(self) -> Any:
        return self.calls[0].outcome


def findings(trials: Sequence[Trial], names: Sequence[str]) -> Iterator[Finding]:
    """What all trials agree on; trials as planned by `experiments.planned`. ``names``: of the function's parameters."""
    if not trials or any(isinstance(trial.got, StudentRaised) for trial in trials):
        return
    first, others = trials[0], trials[1:]
    again = [trial for trial in others if trial.experiment.purpose == ("again",)]
    if any(not _equal(trial.got, first.got) and _equal(trial.expected[0], first.expected[0]) for trial in again):
        yield Finding(
            DIFFERS,
            "The same call gives a different result when it is repeated: something is kept from call to call, or is random.",
        )
        return
    if not first.experiment.direct:
        yield from _batches(others)
        return
    yield from _changed_arguments(trials, names)
    yield from _ignored(first, others, names)
    yield from _mixed_rows(first, others)


def _ignored(first: Trial, others: Sequence[Trial], names: Sequence[str]) -> Iterator[Finding]:
    ignored = []
    redrawn = [trial for trial in others if trial.experiment.purpose == ("all",)]
    for place, name in enumerate(names):
        alone = [trial for trial in others if trial.experiment.purpose in (("argument", place), ("reflected", place))]
        told = [trial for trial in alone if not _equal(trial.expected[0], first.expected[0])]
        if len(told) >= PROOFS and all(_equal(trial.got, first.got) for trial in alone):
            ignored.append(name)
    if len(ignored) == 1:
        yield Finding(f"probe:ignores-{ignored[0]}", f"The result does not depend on `{ignored[0]}`.")
    elif len(names) == 1 and len(redrawn) >= PROOFS and all(_equal(trial.got, redrawn[0].got) for trial in redrawn):
        if not any(_equal(trial.expected[0], redrawn[0].expected[0]) for trial in redrawn[1:]):
            yield Finding("probe:ignores-arguments", f"The result does not depend on `{names[0]}`.")
    elif len(ignored) > 1:
        listed = " nor on ".join(f"`{name}`" for name in ignored)
        yield Finding("probe:ignores-arguments", f"The result depends neither on {listed}.")


def _batches(trials: Sequence[Trial]) -> Iterator[Finding]:
    """Whether the last of some batches counts, and whether their order does."""
    orders = {trial.experiment.purpose[1]: trial for trial in trials if trial.experiment.purpose[0] == "order"}
    if not orders:
        return
    base, changed = orders[min(orders)], []
    for trial in trials:
        match trial.experiment.purpose:
            case "last-batch", turn if turn in orders and not _equal(trial.expected[0], orders[turn].expected[0]):
                changed.append((turn, _equal(trial.got, orders[turn].got)))
    # What depends on all batches but the last differs between the orders, as each has another batch last. Where it is 0, it may
    # depend on nothing.
    got = [trial.got for trial in orders.values()]
    depends = not any(_equal(each, 0.0) for each in got) and not all(_equal(each, base.got) for each in got)
    if depends and len({turn for turn, _ in changed}) >= PROOFS and all(equal for _, equal in changed):
        yield Finding("probe:last-batch", "The labels in the last batch make no difference to the result.")
    same_right = [trial for trial in orders.values() if _equal(trial.expected[0], base.expected[0])]
    if sum(not _equal(trial.got, base.got) for trial in same_right) >= 2:
        yield Finding(
            "probe:order",
            "The result depends on the order of the batches: each example should count the same, wherever it stands.",
        )


def _mixed_rows(first: Trial, others: Sequence[Trial]) -> Iterator[Finding]:
    """Whether a row of the result changes with the data of another row, or with the number of rows."""
    got, right = plain(first.got), plain(first.expected[0])
    if not isinstance(got, np.ndarray) or not isinstance(right, np.ndarray) or not got.ndim or got.shape != right.shape:
        return
    if len(got) != next(len(arg) for arg in first.calls[0].args if isinstance(arg, np.ndarray) and arg.ndim):
        return
    told = 0
    for trial in others:
        match trial.experiment.purpose:
            case "row", int(row):
                after, due = plain(trial.got), plain(trial.expected[0])
                if not all(isinstance(each, np.ndarray) and each.shape == got.shape for each in (after, due)):
                    return
                rest = np.arange(len(got)) != row
                if not same(due[rest], right[rest], 1e-5):
                    return  # the right answer's rows depend on each other
                told += not same(after[rest], got[rest], 1e-3)
    if told >= PROOFS:
        yield Finding(
            "probe:rows",
            "Rows influence one another: a change in one row of the data changes the results of other rows.",
        )
        return
    told = 0
    for trial in others:
        match trial.experiment.purpose:
            case "rows", tuple(chosen):
                after, due = plain(trial.got), plain(trial.expected[0])
                shape = (len(chosen), *got.shape[1:])
                if not all(isinstance(each, np.ndarray) and each.shape == shape for each in (after, due)):
                    return
                if not same(due, right[list(chosen)], 1e-5) or same(after, got[list(chosen)], 1e-3):
                    return
                told += 1
    if told >= 2:
        yield Finding("probe:batch-size", "The result of a row depends on the other rows, or on how many there are.")


def _changed_arguments(trials: Sequence[Trial], names: Sequence[str]) -> Iterator[Finding]:
    """Whether the calls have changed their arguments, where the reads after them show these."""
    changed: list[set[int]] = []
    for trial in trials:
        args = [place for place, arg in enumerate(trial.calls[0].args) if isinstance(arg, np.ndarray)]
        for call, expected in zip(trial.calls[1:], trial.expected[1:], strict=True):
            if (call.kind, call.function) != ("read", "arguments") or not isinstance(call.outcome, list):
                continue
            if len(call.outcome) != len(args) or not isinstance(expected, list) or len(expected) != len(args):
                return
            before = [trial.calls[0].args[place] for place in args]
            if not all(np.array_equal(plain(due), plain(old)) for due, old in zip(expected, before, strict=True)):
                return  # the function is to change them
            changed.append(
                {
                    place
                    for place, new, old in zip(args, call.outcome, before, strict=True)
                    if not _equal(plain(new), plain(old))
                }
            )
    if len(changed) >= PROOFS and (always := set.intersection(*changed)):
        place = min(always)
        if place < len(names):
            yield Finding(
                f"probe:changes-{names[place]}", f"The function changes `{names[place]}`, the caller's array."
            )


def _equal(one: Any, other: Any) -> bool:
    first, second = plain(one), plain(other)
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.shape == second.shape and same(first, second, 1e-5)
    return alike(one, other)
