"""Says what is wrong with a student's function, in one sentence that has held on fresh inputs, too.

The calls of the checks are repeated, with the same inputs and seeds, on the suite's misconceptions and on the instructor's
function. These run in a room of their own, with the instructor's notebook and no student code. Owns what may be said: which
explanation wins, and when it is proved. Must not know checks, points or reports.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from ..course.assignment import Assignment
from ..course.samples import Sample, read_samples
from ..room.limits import LIMITS, Limits
from ..room.student import StudentRaised
from .agreement import Agreement, compared, half
from .answers import alike
from .claims import PLACE, PROBE, RELATION, Claim
from .experiments import STANDARD_SEED, Ask, Experiment, Trace, entries, planned
from .fits import base, families, fitted, joined
from .leaves import GRADIENT, RESULT, Array, Leaf, results
from .probes import DIFFERS, PROOFS, Finding, Trial, findings
from .reference import NOTED, Reference
from .relations import apart, find
from .standard import Standards
from .variants import Variant, each

_MOST_VARIANTS = 10  # that are compared on more than the standard requests
_FEW = 6  # entries of all arguments: with so few, different mistakes look alike


@dataclass(frozen=True)
class _Evidence:
    """What a student's function has answered.

    ``traces``: in its checks, in a session that started with ``seed``; ``first``: to the standard requests; ``fresh``: to
    experiments.
    """

    function: str
    traces: Sequence[Trace]
    seed: int
    first: Sequence[Trace]
    fresh: Sequence[Trace] = ()


class Diagnostician:
    """Names misconceptions of one assignment.

    It opens its room and reads the samples only when first needed; the room then stays open until `close`.
    """

    def __init__(self, assignment: Assignment, limits: Limits = LIMITS, *, walled: bool = True) -> None:
        self._assignment = assignment
        self._reference = Reference(assignment, limits, walled=walled)
        self._standards = Standards(self._reference)

    @functools.cached_property
    def _known(self) -> list[Sample]:
        return [sample for sample in read_samples(self._assignment) if not sample.right]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its room."""
        self._reference.close()

    def name(self, function: str, traces: Sequence[Trace], seed: int, ask: Ask) -> Finding | None:
        """What is wrong with ``function``, in one proved sentence; ``None`` if nothing was found or proved.

        What the traces suggest is said only if it holds on at least three fresh inputs on which the function is wrong. The
        finding that rules out most is said, in this order: a sample of the bank, which predicts every answer; a relation to the
        right answers, which predicts all numbers of one part of them; a variant of the instructor's function; a relation that
        holds under a condition; a probe; and where the wrong numbers are. If samples of several misconceptions hold, none of
        them is named.

        Parameters
        ----------
        traces
            The calls of the function's checks.
        seed
            Must be the one that the student's session started with, so that the notebook draws the same random numbers.
        ask
            Runs experiments in the student's session; each answer is one trace. Experiments that were not answered have none.

        Raises
        ------
        SandboxError
            The room could not be opened.
        """
        exact = [trace for trace in traces if not trace.loose]
        if any(trace.failed for trace in exact):
            traces = exact
        if not any(trace.failed and trace.calls for trace in traces):
            return None
        reference = self._reference.solution(function)
        recorded = self._reference.trials(reference, traces, seed)
        if recorded is None:
            return None
        failed = [trial for trial, trace in recorded if trace.failed]
        subject = self._subject([trial for trial, _ in recorded], function)
        wrongly = [trial for trial in failed if self._wrong(function, trial)]
        of_subject = [
            trial
            for trial in wrongly
            if any(leaf.wrong and leaf.subject == subject for leaf in self._reference.leaves(function, trial))
        ]
        bases = [trial.experiment for trial in of_subject or wrongly]
        experiments = planned(_simplest(bases), np.random.default_rng(seed))
        if not experiments:
            return None
        standard = self._standards.of(function)
        known = len(standard.experiments)
        asked = ask([*standard.experiments, *experiments])
        told = standard.told(asked)
        # These requests are the same for all submissions, so the function may be right there.
        first = [
            replace(trace, failed=not _alike_throughout(trial))
            for trial, trace in zip(told, asked[:known], strict=True)
        ]
        if len(asked) < known + PROOFS:
            return None
        evidence = _Evidence(function, traces, seed, first)
        candidates = self._candidates(evidence)
        proofs = self._reference.trials(reference, asked[known:], STANDARD_SEED, experiments)
        if not proofs:
            return None
        everything = [trial for trial, _ in proofs]
        # What the right function refuses is no input for it, such as a row less in two arguments that do not share their rows.
        proper = [(trial, trace) for trial, trace in proofs if trial.experiment.proper and not _refused(trial)]
        trials = [*told, *(trial for trial, _ in proper)]
        evidence = replace(evidence, fresh=[trace for _, trace in proper])
        # Where answers are right up to the rounding that `alike` allows, that a sample or variant is alike proves nothing.
        apart_from_right = sum(not _alike_throughout(trial) for trial in trials) >= PROOFS
        proved = {
            sample.id: sample
            for sample in candidates
            if apart_from_right and self._proved(sample, first, evidence.fresh)
        }
        if len(proved) > 1:  # in a session of their own, other calls come first, of which a function may keep something
            alone = ask(experiments)
            proved = {id: each for id, each in proved.items() if len(alone) >= PROOFS and self._proved(each, [], alone)}
        if len(proved) == 1 and not self._constant(function, trials):  # which has many causes
            (sample,) = proved.values()
            return Finding(sample.id, sample.sentence)
        claims = self._claims(function, [trial for trial, _ in recorded], trials)
        best = min(claims, key=_rank, default=None)
        if best is not None and best.rank <= RELATION:
            return Finding(best.id, best.sentence)
        if best is not None and best.rank == PLACE:  # it predicts nothing, and only compares with one right answer
            right = [
                sample for sample in read_samples(self._assignment) if sample.right and sample.function == function
            ]
            free = self._standards.free(function, right)
            best = min((claim for claim in claims if claim.subject not in free), key=_rank, default=None)
        variant = self._variant(evidence, subject) if apart_from_right else None
        if variant is None and apart_from_right and subject == RESULT:
            variant = self._fitted(evidence, trials)
        if variant is not None:
            return variant
        if best is not None and best.rank < PROBE:
            return Finding(best.id, best.sentence)
        probe = next(findings(everything, self._reference.names(function)), None)
        # A function that answers otherwise now than in the checks is judged by its answers there, unless it always differs.
        if not any(_repeats(trial, everything[0]) for trial in failed) and (probe is None or probe.id != DIFFERS):
            probe = None
        return probe if probe is not None or best is None else Finding(best.id, best.sentence)

    def _variant(self, evidence: _Evidence, subject: str) -> Finding | None:
        """The variant of the instructor's function that gives every answer that the student gave.

        ``subject``: the part of the answers that is wrong (`_subject`); some variants change gradients alone.
        """
        left = [
            variant
            for variant in self._standards.of(evidence.function).variants
            if subject not in (RESULT, GRADIENT) or variant.of_gradient == (subject == GRADIENT)
        ]
        return self._first_alike(
            self._standards.like(evidence.function, left, evidence.first)[:_MOST_VARIANTS], evidence
        )

    def _fitted(self, evidence: _Evidence, trials: Sequence[Trial]) -> Finding | None:
        """As `_variant`, among those with a number in them, which is fitted to one of the wrong answers ``trials``."""
        function, reference = evidence.function, self._reference
        found_base = base(function, trials)
        if found_base is None:
            return None
        call, got, expected = found_base

        def evaluate(expressions: Sequence[str]) -> list[Array | None]:
            reference.exchange(function, each(expressions))
            answers = results(function, call, reference.answer(call))
            if not all(isinstance(answer, list) and len(answer) == len(expressions) for answer in answers):
                return [None] * len(expressions)
            return [joined(told) for told in zip(*answers, strict=True)]

        found: list[Variant] = []
        with reference.alive():
            reference.put(NOTED, function, STANDARD_SEED)
            reference.answer(call)
            names, used = reference.names(function), reference.used(function)
            kinds, bound = reference.kinds(used)
            arrays = [name for name, kind in zip(names, kinds, strict=False) if kind == "array"]
            of_notebook = dict(zip(used, bound, strict=False))
            functions = [name for name, (kind, _) in of_notebook.items() if kind == "function"]
            axes = {
                name: len(re.findall(r"\d+", shape)) for name, (kind, shape) in of_notebook.items() if kind == "array"
            }
            found = list(fitted(families(names, arrays, functions, axes), got, expected, evaluate))
        return self._first_alike(found, evidence)

    def _first_alike(self, left: Sequence[Variant], evidence: _Evidence) -> Finding | None:
        """The first variant that gives all answers of the student: to standard requests, to fresh ones, in the checks."""
        parts = ((evidence.first, half(evidence.first)), (evidence.fresh, 0))
        left = [each for each in left if self._is_alike(evidence.function, each, STANDARD_SEED, *parts)]
        checks = (evidence.traces, half(evidence.traces))
        found = next((each for each in left if self._is_alike(evidence.function, each, evidence.seed, checks)), None)
        return Finding(f"relation:{found.id}", found.sentence) if found is not None else None

    def _is_alike(self, function: str, variant: Variant, seed: int, *parts: tuple[Sequence[Trace], int]) -> bool:
        """Whether a variant answers like the student. Each part: traces, and in how many of them overflows may differ."""
        with self._reference.alive():
            self._reference.put(variant, function, seed)
            for traces, most in parts:
                agreement = compared(self._reference.answers(function, traces), traces, most)
                if agreement is None or (any(trace.failed for trace in traces) and not agreement.answered):
                    return False
            return True
        return False

    def _candidates(self, evidence: _Evidence) -> list[Sample]:
        """The samples that agree in all traces; if none does, those that differ only in overflows.

        There, two implementations of one mistake can differ. The answers to the standard requests rule most samples out.
        """
        traces, seed = evidence.traces, evidence.seed
        # The traces keep the order of the checks: some mistakes carry state from one call to the next.
        samples = [sample for sample in self._known if sample.function == evidence.function]
        likely = self._standards.like(evidence.function, samples, evidence.first)
        # Overflows in most of the first checks are too many.
        likely = [sample for sample in likely if self._agreement(sample, traces[:3], seed, most=1, afresh=False)]
        found = {sample: self._agreement(sample, traces, seed, most=half(traces)) for sample in likely}
        agreements = {
            sample: agreement for sample, agreement in found.items() if agreement is not None and agreement.telling
        }
        closest = [sample for sample, agreement in agreements.items() if agreement.overflows == 0] or list(agreements)
        if len({sample.id for sample in closest}) > 1:  # if several raise at every call, their messages may differ
            closest = [sample for sample in closest if agreements[sample].verbatim]
        return closest

    def _proved(self, sample: Sample, first: Sequence[Trace], fresh: Sequence[Trace]) -> bool:
        """Whether a sample answers like the student from the standard requests on to all fresh inputs."""
        with self._reference.alive():
            self._reference.put(sample, sample.function, STANDARD_SEED)
            for told in (first, fresh):
                agreement = compared(self._reference.answers(sample.function, told), told, half(told))
                if agreement is None or not (agreement.telling or agreement.worded):
                    return False
            return True
        return False

    def _wrong(self, function: str, trial: Trial) -> bool:
        """Whether the student's answers differ from the right ones by more than rounding."""
        return not _alike_throughout(trial) or any(leaf.wrong for leaf in self._reference.leaves(function, trial))

    def _constant(self, function: str, trials: Sequence[Trial]) -> bool:
        """Whether the student's function returns one number, always."""
        found = [leaf for trial in trials for leaf in self._reference.leaves(function, trial) if leaf.subject == RESULT]
        numbers = np.concatenate([leaf.got.ravel() for leaf in found if leaf.numeric]) if found else np.zeros(0)
        return bool(numbers.size and all(leaf.numeric for leaf in found) and (numbers == numbers[0]).all())

    def _subject(self, recorded: Sequence[Trial], function: str) -> str:
        """The part of the answers that is wrong: the result, if it is wrong anywhere."""
        seen = _by_subject(self._reference.leaves(function, trial) for trial in recorded)
        return next((subject for subject, told in seen.items() if any(leaf.wrong for leaf in told)), "")

    def _claims(self, function: str, recorded: Sequence[Trial], fresh: Sequence[Trial]) -> list[Claim]:
        """The relations that hold in all recorded calls, and are proved by the fresh ones."""
        leaves_of = functools.partial(self._reference.leaves, function)
        seen, new = _by_subject(map(leaves_of, recorded)), _by_subject(map(leaves_of, fresh))
        claims = []
        for subject in sorted(seen, key=_consequence):
            told = new.get(subject, [])
            if sum(leaf.wrong for leaf in told) < PROOFS or not any(leaf.wrong for leaf in seen[subject]):
                continue
            if subject == GRADIENT and any(leaf.wrong for leaf in new.get(RESULT, [])):
                continue  # its sentences say that the values are right
            claims += [claim for claim in find(seen[subject]) if all(map(claim.holds, _comparable(told)))]
            right = [other for other in seen if other != subject and seen[other] and new.get(other)]
            right = [other for other in right if not any(leaf.wrong for leaf in (*seen[other], *new[other]))]
            if right:
                claims.append(apart(subject, right))
        return claims

    def _agreement(
        self, sample: Sample, traces: Sequence[Trace], seed: int, *, most: int, afresh: bool = True
    ) -> Agreement | None:
        """How a sample agrees; ``None`` if its answers differ, or if overflows differ in more than ``most`` of the traces."""
        with self._reference.alive():
            self._reference.put(sample, sample.function, seed, afresh=afresh)
            return compared(self._reference.answers(sample.function, traces), traces, most)
        return None


class Diagnosticians:
    """The diagnostician of the last assignment, whose room stays open; for a process that grades many submissions."""

    def __init__(self) -> None:
        self._key: tuple[Path, bool] | None = None
        self._last: Diagnostician | None = None

    def of(self, assignment: Assignment, *, walled: bool = True) -> Diagnostician:
        key = assignment.path, walled
        if self._last is None or self._key != key:
            self.close()  # a worker of a cluster may outlive many bundles, each with a path of its own
            self._key, self._last = key, Diagnostician(assignment, walled=walled)
        return self._last

    def close(self) -> None:
        """Close its room."""
        if self._last is not None:
            self._last.close()
        self._last = None


def _rank(claim: Claim) -> int:
    return claim.rank


def _refused(trial: Trial) -> bool:
    return any(isinstance(answer, StudentRaised) for answer in trial.expected)


def _alike_throughout(trial: Trial) -> bool:
    """Whether all answers are the right ones, as far as `alike` can tell."""
    return all(alike(call.outcome, expected) for call, expected in zip(trial.calls, trial.expected, strict=True))


def _simplest(bases: Sequence[Experiment]) -> list[Experiment]:
    """The experiments with the smallest arguments first, but those with one row or few entries last."""
    return sorted(bases, key=_complexity)


def _complexity(base: Experiment) -> tuple[bool, bool, bool, int]:
    size = entries(base.requests[0].args)
    return not base.direct, _rows_of(base) == 1, size < _FEW, size


def _rows_of(base: Experiment) -> int:
    return next((len(arg) for arg in base.requests[0].args if isinstance(arg, np.ndarray) and arg.ndim), 0)


def _repeats(recorded: Trial, repeated: Trial) -> bool:
    """Whether both made the same request and got the same answer."""
    return recorded.experiment.requests is repeated.experiment.requests and alike(recorded.got, repeated.got)


def _by_subject(trials: Iterable[Sequence[Leaf]]) -> dict[str, list[Leaf]]:
    """The leaves by subject; those without one are left out. A function's result comes first."""
    found: dict[str, list[Leaf]] = {RESULT: []}
    for told in trials:
        for leaf in told:
            if leaf.subject:
                found.setdefault(leaf.subject, []).append(leaf)
    return found


def _consequence(subject: str) -> int:
    """Causes come first: how often something is done, and the first steps of a training. What follows from them is later."""
    return 0 if subject.startswith("The number of ") else 1 if " step of " in subject or " first step" in subject else 2


def _comparable(told: Sequence[Leaf]) -> list[Leaf]:
    """Without those that are not finite, unless there are few others: a second mistake may cause them."""
    finite = [leaf for leaf in told if leaf.finite]
    return finite if sum(leaf.wrong for leaf in finite) >= PROOFS else list(told)
