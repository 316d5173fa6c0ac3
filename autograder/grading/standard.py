"""Standard requests: what every wrong version of a function is asked, so that samples and variants answer once per process.

Owns which requests these are, and which variants fit a function. Must not know a student's answers beyond them, or sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from ..course.samples import Sample
from ..room.student import Call
from .agreement import compared, half
from .experiments import STANDARD_SEED, Experiment, Trace, entries, of_calls
from .leaves import Leaf, same
from .probes import Trial
from .reference import NOTED, Reference
from .variants import Variant, variants

_CHECKS, _CALLS = 4, 4  # checks that requests are taken from, and the first calls of each
_Other = TypeVar("_Other", Sample, Variant)


@dataclass(frozen=True)
class Standard:
    """The standard requests for one function.

    ``right``: what the instructor's function answers to each experiment. ``answers``: what a sample or variant answers to the
    first experiments; ``None`` if it ends the process.
    """

    experiments: tuple[Experiment, ...]
    right: list[list[Any]]
    variants: list[Variant]
    answers: dict[Sample | Variant, list[list[Any]] | None]

    def told(self, asked: Iterable[Trace]) -> list[Trial]:
        """A student's answers to them beside the right ones."""
        return [
            Trial(experiment, trace.calls, tuple(right))
            for experiment, trace, right in zip(self.experiments, asked, self.right, strict=False)
        ]


class Standards:
    """Those of all functions of one assignment."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._known: dict[str, Standard] = {}  # by function
        self._free: dict[str, frozenset[str]] = {}  # by function

    def of(self, function: str) -> Standard:
        if function not in self._known:
            reference = self._reference
            calls = [of_calls(trace.calls[:_CALLS]) for trace in reference.recorded(function)]
            experiments = _chosen(calls)
            right: list[list[Any]] = []
            with reference.alive():
                reference.put(reference.solution(function), function, STANDARD_SEED)
                right = reference.asked(function, experiments)
            if len(right) < len(experiments):  # to be tried again for the next submission
                raise RuntimeError(f"the instructor's {function} ended the process")
            fitting = self._fitting(function, experiments[0]) if right else []
            self._known[function] = Standard(experiments, right, fitting, {})
        return self._known[function]

    def like(self, function: str, others: Iterable[_Other], first: Sequence[Trace]) -> list[_Other]:
        """Those that answer like the student, whose answers are ``first``: overflows may differ in half of those that failed.

        One request rules most of them out, a second one most of the others where the first overflows.
        """
        left = list(others)
        for count in sorted({1, min(2, len(first)), len(first)}) if first else ():
            most = max(1, half(first[:count]))
            answers = {other: self._answers(function, other, count) for other in left}
            left = [
                other
                for other, told in answers.items()
                if told is not None and compared(told, first[:count], most) is not None
            ]
        return left

    def free(self, function: str, right: Iterable[Sample]) -> frozenset[str]:
        """The parts of the answers in which ``right`` samples differ, such as random numbers: all of these are right."""
        if function not in self._free:
            standard, free = self.of(function), set()
            for sample in right:
                with self._reference.alive():
                    self._reference.put(sample, function, STANDARD_SEED)
                    answers = self._reference.asked(function, standard.experiments)
                    for each, told, expected in zip(standard.experiments, answers, standard.right, strict=True):
                        calls = [
                            Call(request.kind, request.function, request.args, answer)
                            for request, answer in zip(each.requests, told, strict=True)
                        ]
                        parts = self._reference.leaves(function, Trial(each, tuple(calls), tuple(expected)))
                        free |= {leaf.subject for leaf in parts if not _as_good(leaf)}
            self._free[function] = frozenset(free)
        return self._free[function]

    def _answers(self, function: str, other: Sample | Variant, count: int) -> list[list[Any]] | None:
        """What a sample or variant answers to the first ``count`` experiments."""
        standard = self.of(function)
        known = standard.answers.get(other, [])
        if known is not None and len(known) < count:
            known = standard.answers[other] = None
            with self._reference.alive():
                self._reference.put(other, function, STANDARD_SEED)
                known = standard.answers[other] = self._reference.asked(function, standard.experiments[:count])
        return known

    def _fitting(self, function: str, experiment: Experiment) -> list[Variant]:
        """The variants of a function whose arguments, and names of the notebook, are of the kinds that they change."""
        reference = self._reference
        names, used = reference.names(function), reference.used(function)
        with reference.alive():
            reference.put(NOTED, function, STANDARD_SEED)
            reference.asked(function, [experiment])
            kinds, bound = reference.kinds(used)
            bound_kinds = dict(zip(used, bound, strict=False))
            return [
                variant
                for variant in variants(names, reference.bound, used)
                if variant.place < 0 or (variant.place < len(kinds) and kinds[variant.place] == variant.kind)
                if all(
                    bound_kinds.get(name) == bound_kinds.get(variant.bound[0])
                    and bound_kinds.get(name, [""])[0] == variant.kind
                    for name in variant.bound
                )
            ]
        return []


def _chosen(calls: Sequence[Experiment]) -> tuple[Experiment, ...]:
    """The cheapest, and the one with the largest numbers, which comes first.

    The checks begin with small numbers. What a function keeps of its first call would else show in neither.
    """
    largest = max(calls, key=_magnitude, default=None)
    others = sorted((each for each in calls if each is not largest), key=_cost)
    return () if largest is None else (largest, *others[: _CHECKS - 1])


def _magnitude(experiment: Experiment) -> float:
    """The largest number among the arrays of its requests."""
    args = [arg for request in experiment.requests for arg in request.args if isinstance(arg, np.ndarray)]
    return max((float(np.abs(arg).max(initial=0)) for arg in args), default=0.0)


def _cost(experiment: Experiment) -> tuple[int, int]:
    """The numbers of arrays and of entries in its requests."""
    args = [request.args for request in experiment.requests]
    return _arrays(args), entries(args)


def _arrays(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_arrays, value))
    return int(isinstance(getattr(value, "values", value), np.ndarray))


def _as_good(leaf: Leaf) -> bool:
    """Whether an answer has the right numbers, in a shape that differs in axes of length 1 at most."""
    if not leaf.numeric:
        return not leaf.off
    got, expected = np.squeeze(leaf.got), np.squeeze(leaf.expected)
    return got.shape == expected.shape and same(got, expected, 2e-5, leaf.noise)
