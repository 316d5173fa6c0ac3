"""Says what is wrong with a student's function, in one sentence that has held on fresh inputs, too.

The calls of the checks are repeated, with the same inputs and seeds, on the suite's misconceptions and on the instructor's
function. These run in a room of their own, with the instructor's notebook and no student code. Owns what may be said: which
explanation wins, and when it is proved. Must not know checks, points or reports.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from ..course.assignment import Assignment
from ..course.samples import Sample, read_samples, solved
from ..errors import SandboxError
from ..room.limits import LIMITS, Limits
from ..room.opening import open_room
from ..room.process import Room, RoomDied
from ..room.student import Call, StudentRaised, describe
from ..submission.rebuild import Step, read_submission
from . import steps
from .answers import alike, is_finite, same_error
from .claims import PROBE, RELATION, Claim
from .experiments import Experiment, grouped, of_calls, planned
from .fits import base, families, fitted, joined
from .leaves import GRADIENT, RESULT, Array, Leaf, declared_parts, leaves, results
from .probes import DIFFERS, PROOFS, Finding, Trial, findings
from .relations import apart, find
from .variants import BOUND_KINDS, CHOICE, KINDS, each, source, variants

_VARIANT_SECONDS = 1.0  # of this process and the room together, for the search among variants
_FEW = 6  # entries of all arguments: with so few, different mistakes look alike
# Names of two more places that a session can go back to, beside the check cells.
_START, _OWN = "start of the notebook", "own cell"
_FIRST_TRACES = 3
_FIRST_CALLS = 12  # kept of one check: a property-based one makes hundreds while it searches for the smallest input


@dataclass(frozen=True)
class Trace:
    """One check's calls in order, and the seed of the guest's random generators before the first.

    ``loose``: the check accepts more than one answer, so two implementations of one mistake may answer differently.
    """

    seed: int
    calls: tuple[Call, ...]
    failed: bool
    loose: bool = False

    @classmethod
    def of(cls, seed: int, calls: Sequence[Call], *, failed: bool, loose: bool = False) -> Trace:
        return cls(seed, tuple(calls[:_FIRST_CALLS]), failed, loose)


@dataclass(frozen=True)
class Agreement:
    """A misconception answers as the student did, except that overflows differ in ``overflows`` of the traces.

    ``verbatim``: whether all errors were the same (`same_error`); ``worded``: whether their messages were. ``answered``:
    whether both returned a value for some call of a failed check.
    """

    overflows: int
    verbatim: bool = True
    answered: bool = True
    worded: bool = True

    @property
    def telling(self) -> bool:
        """Whether the agreement is evidence: errors of the same class alone are not."""
        return self.answered or self.verbatim


class Diagnostician:
    """Names misconceptions of one assignment.

    It opens its room and reads the samples only when first needed; the room then stays open until `close`.
    """

    def __init__(self, assignment: Assignment, limits: Limits = LIMITS, *, walled: bool = True) -> None:
        self._assignment = assignment
        self._limits = limits
        self._walled = walled
        self._stack = contextlib.ExitStack()
        self._room: Room | None = None
        self._running = False
        self._prepared: tuple[str, int] | None = None  # the function and seed whose cells ran before its own

    @functools.cached_property
    def _known(self) -> list[Sample]:
        return [sample for sample in read_samples(self._assignment) if not sample.right]

    @functools.cached_property
    def _steps(self) -> tuple[Step, ...]:
        return read_submission(self._assignment, solved(self._assignment)).steps

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its room."""
        self._stack.close()

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
        candidates = self._candidates(function, traces, seed)
        reference = Sample(function, "solution", True, "", self._assignment.solutions[function], "", 1)
        recorded = self._trials(reference, traces, seed)
        if recorded is None:
            return None
        failed = [trial for trial, trace in recorded if trace.failed]
        subject = self._subject([trial for trial, _ in recorded], function)
        wrongly = [trial for trial in failed if self._wrong(function, trial)]
        of_subject = [
            trial
            for trial in wrongly
            if any(leaf.wrong and leaf.subject == subject for leaf in self._leaves(function, trial))
        ]
        bases = [trial.experiment for trial in of_subject or wrongly]
        experiments = planned(_simplest(bases), np.random.default_rng(seed))
        proofs = self._trials(reference, ask(experiments) if experiments else [], seed, experiments)
        if proofs is None:
            return None
        everything = [trial for trial, _ in proofs]
        # What the right function refuses is no input for it, such as a row less in two arguments that do not share their rows.
        proper = [(trial, trace) for trial, trace in proofs if trial.experiment.proper and not _refused(trial)]
        trials, fresh = [trial for trial, _ in proper], [trace for _, trace in proper]
        # Where answers are right up to the rounding that `alike` allows, that a sample or variant is alike proves nothing.
        apart_from_right = sum(not _alike_throughout(trial) for trial in trials) >= PROOFS
        proved = {sample.id: sample for sample in candidates if apart_from_right and self._proved(sample, fresh, seed)}
        if len(proved) == 1:
            (sample,) = proved.values()
            return Finding(sample.id, sample.sentence)
        claims = self._claims(function, [trial for trial, _ in recorded], trials)
        best = min(claims, key=lambda claim: claim.rank, default=None)
        if best is not None and best.rank <= RELATION:
            return Finding(best.id, best.sentence)
        variant = self._variant(function, traces, fresh, seed, subject) if apart_from_right else None
        if variant is None and apart_from_right and subject == RESULT:
            variant = self._fitted(function, trials, traces, fresh, seed)
        if variant is not None:
            return variant
        if best is not None and best.rank < PROBE:
            return Finding(best.id, best.sentence)
        probe = next(findings(everything, self._names(function)), None) if trials else None
        # A function that answers otherwise now than in the checks is judged by its answers there, unless it always differs.
        if not any(_repeats(trial, trials[0]) for trial in failed) and (probe is None or probe.id != DIFFERS):
            probe = None
        return probe if probe is not None or best is None else Finding(best.id, best.sentence)

    def _variant(
        self, function: str, traces: Sequence[Trace], fresh: Sequence[Trace], seed: int, subject: str
    ) -> Finding | None:
        """The variant of the instructor's function that gives every answer that the student gave.

        ``subject``: the part of the answers that is wrong (`_subject`); some variants change gradients alone.
        """
        names = self._names(function)
        if not names:
            return None
        used = self._used(function)
        code = source(function, self._assignment.solutions[function], used)
        sample = Sample(function, "variants", False, "", code, "", 1)
        ordered = sorted(traces, key=lambda trace: not trace.failed)
        with self._alive():
            room = self._with(sample, seed, afresh=False)
            end = room.spent + time.process_time() + _VARIANT_SECONDS
            self._compared(room, function, ordered[:1], 0)
            kinds = self._answer(room, Call("read", "variables", (KINDS,), None))
            kinds = kinds[0] if isinstance(kinds, list) else []
            bound = self._answer(room, Call("read", "variables", (BOUND_KINDS,), None))
            bound_kinds = dict(zip(used, bound[0] if isinstance(bound, list) else [], strict=False))
            for variant in variants(names, self._bound, used):
                if room.spent + time.process_time() > end:
                    break
                if variant.place >= 0 and (variant.place >= len(kinds) or kinds[variant.place] != variant.kind):
                    continue
                if variant.of_gradient != (subject == GRADIENT) and subject in (RESULT, GRADIENT):
                    continue
                found = [bound_kinds.get(name, [""]) for name in variant.bound]
                if any(kind != found[0] or kind[0] != variant.kind for kind in found):
                    continue
                agreed = True
                for told, most in ((ordered[:1], 1), (traces, len(traces) // 2), (fresh, 0)):
                    self._run(Step("solution", "variant", f"{CHOICE} = {variant.expression}"))
                    agreement = self._compared(room, function, told, most)
                    agreed = agreed and agreement is not None and agreement.answered
                    if not agreed:
                        break
                if agreed:
                    return Finding(f"relation:{variant.id}", variant.sentence)
        return None

    def _fitted(
        self, function: str, trials: Sequence[Trial], traces: Sequence[Trace], fresh: Sequence[Trace], seed: int
    ) -> Finding | None:
        """As `_variant`, among those with a number in them, which is fitted to one wrong answer of a plain call."""
        names, used = self._names(function), self._used(function)
        found_base = base(function, trials)
        if found_base is None:
            return None
        call, got, expected = found_base
        sample = Sample(
            function, "variants", False, "", source(function, self._assignment.solutions[function], used), "", 1
        )
        with self._alive():
            room = self._with(sample, seed, afresh=False)
            steps.go_back(room, function, seed)

            def evaluate(expressions: Sequence[str]) -> list[Array | None]:
                self._run(Step("solution", "variant", f"{CHOICE} = {each(expressions)}"))
                answers = results(function, call, self._answer(room, call))
                if not all(isinstance(answer, list) and len(answer) == len(expressions) for answer in answers):
                    return [None] * len(expressions)
                return [joined(told) for told in zip(*answers, strict=True)]

            self._answer(room, call)  # notes the kinds of its arguments
            read = self._answer(room, Call("read", "variables", (KINDS, BOUND_KINDS), None))
            found, bound = read if isinstance(read, list) and len(read) == 2 else ([], [])
            arrays = [name for name, kind in zip(names, found, strict=False) if kind == "array"]
            kinds = dict(zip(used, bound, strict=False))
            functions = [name for name, (kind, _) in kinds.items() if kind == "function"]
            axes = {name: len(re.findall(r"\d+", shape)) for name, (kind, shape) in kinds.items() if kind == "array"}
            for variant in fitted(families(names, arrays, functions, axes), got, expected, evaluate):
                self._run(Step("solution", "variant", f"{CHOICE} = {variant.expression}"))
                agreed = True
                for told, most in ((traces, len(traces) // 2), (fresh, 0)):
                    agreement = self._compared(room, function, told, most) if agreed else None
                    agreed = agreement is not None and agreement.answered
                if agreed:
                    return Finding(f"relation:{variant.id}", variant.sentence)
        return None

    def _used(self, function: str) -> list[str]:
        """The names of the notebook, which all students see, that the instructor's function uses; none of its own."""
        names = [
            node for node in ast.walk(ast.parse(self._assignment.solutions[function])) if isinstance(node, ast.Name)
        ]
        loaded, own = ({node.id for node in names if isinstance(node.ctx, kind)} for kind in (ast.Load, ast.Store))
        known = self._bound | set(self._assignment.solutions)
        return sorted(loaded & known - own - set(self._names(function)) - {function})

    @functools.cached_property
    def _bound(self) -> frozenset[str]:
        """The names that the notebook's cells bind, at the top."""
        found = set()
        for step in self._steps:
            with contextlib.suppress(SyntaxError):
                for node in ast.walk(ast.parse(step.source)):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        found.add(node.id)
        return frozenset(found)

    def _candidates(self, function: str, traces: Sequence[Trace], seed: int) -> list[Sample]:
        """The samples that agree in all traces; if none does, those that differ only in overflows.

        There, two implementations of one mistake can differ.
        """
        # The traces keep the order of the checks: some mistakes carry state from one call to the next.
        candidates = [sample for sample in self._known if sample.function == function]
        # A few checks rule most samples out; for these, only the sample's own cell is run again, not the whole notebook.
        likely = [
            sample
            for sample in candidates
            if self._agreement(sample, traces[:_FIRST_TRACES], seed, most=1, afresh=False) is not None
        ]
        most = sum(trace.failed for trace in traces) // 2
        found = {sample: self._agreement(sample, traces, seed, most=most) for sample in likely}
        agreements = {
            sample: agreement for sample, agreement in found.items() if agreement is not None and agreement.telling
        }
        closest = [sample for sample, agreement in agreements.items() if agreement.overflows == 0] or list(agreements)
        if len({sample.id for sample in closest}) > 1:  # if several raise at every call, their messages may differ
            closest = [sample for sample in closest if agreements[sample].verbatim]
        return closest

    def _proved(self, sample: Sample, fresh: Sequence[Trace], seed: int) -> bool:
        agreement = self._agreement(sample, fresh, seed, most=len(fresh) // 2, afresh=False)
        return agreement is not None and (agreement.telling or agreement.worded)

    def _trials(
        self, sample: Sample, traces: Sequence[Trace], seed: int, experiments: Sequence[Experiment] = ()
    ) -> list[tuple[Trial, Trace]] | None:
        """The traces taken apart into calls, each with what ``sample`` answers; ``None`` if its session died."""
        with self._alive():
            found = []
            room = self._with(sample, seed, afresh=not experiments)
            for number, trace in enumerate(traces):
                steps.go_back(room, sample.function, trace.seed)
                answers = [self._answer(room, call) for call in trace.calls]
                place = 0
                for group in grouped(trace.calls):
                    experiment = experiments[number] if experiments else of_calls(group)
                    found.append((Trial(experiment, tuple(group), tuple(answers[place : place + len(group)])), trace))
                    place += len(group)
            return found
        return None

    def _answer(self, room: Room, call: Call) -> Any:
        body = {"function": call.function, "args": list(call.args)}
        answer = room.request(call.kind, body, self._limits.call_seconds)
        return StudentRaised(call.function, *describe(answer.body)) if answer.kind == "error" else answer.body

    def _leaves(self, function: str, trial: Trial) -> list[Leaf]:
        parts = declared_parts(self._assignment.driver)
        return [
            leaf
            for call, expected in zip(trial.calls, trial.expected, strict=True)
            for leaf in leaves(function, self._names(function), call, expected, parts)
        ]

    def _wrong(self, function: str, trial: Trial) -> bool:
        """Whether the student's answers differ from the right ones by more than rounding."""
        return not _alike_throughout(trial) or any(leaf.wrong for leaf in self._leaves(function, trial))

    def _subject(self, recorded: Sequence[Trial], function: str) -> str:
        """The part of the answers that is wrong: the result, if it is wrong anywhere."""
        seen = _by_subject(self._leaves(function, trial) for trial in recorded)
        return next((subject for subject, told in seen.items() if any(leaf.wrong for leaf in told)), "")

    def _claims(self, function: str, recorded: Sequence[Trial], fresh: Sequence[Trial]) -> list[Claim]:
        """The relations that hold in all recorded calls, and are proved by the fresh ones."""
        leaves_of = functools.partial(self._leaves, function)
        seen, new = _by_subject(map(leaves_of, recorded)), _by_subject(map(leaves_of, fresh))
        claims = []
        for subject in seen:
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

    def _names(self, function: str) -> tuple[str, ...]:
        """The parameters of a function, as the instructor calls them."""
        for node in ast.walk(ast.parse(self._assignment.solutions[function])):
            if isinstance(node, ast.FunctionDef) and node.name == function:
                return tuple(arg.arg for arg in node.args.args)
        return ()

    def _agreement(
        self, sample: Sample, traces: Sequence[Trace], seed: int, *, most: int, afresh: bool = True
    ) -> Agreement | None:
        """How a sample agrees; ``None`` if its answers differ, or if overflows differ in more than ``most`` of the traces."""
        with self._alive():
            return self._compared(self._with(sample, seed, afresh=afresh), sample.function, traces, most)
        return None

    @contextlib.contextmanager
    def _alive(self) -> Iterator[None]:
        """Leave the block if the session dies in it, and start a new one next time."""
        try:
            yield
        except (RoomDied, SandboxError) as error:
            self._running, self._prepared = False, None
            if isinstance(error, SandboxError):
                raise

    def _compared(self, room: Room, function: str, traces: Sequence[Trace], most: int) -> Agreement | None:
        overflows, verbatim, worded, answered = 0, True, True, False
        for trace in traces:
            steps.go_back(room, function, trace.seed)
            overflowed = False
            for call in trace.calls:
                got = self._answer(room, call)
                if not alike(got, call.outcome):
                    if not trace.failed or (is_finite(got) and is_finite(call.outcome)):
                        return None
                    overflowed = True
                elif isinstance(got, StudentRaised):
                    verbatim = verbatim and same_error(got, call.outcome)
                    worded = worded and got.message == call.outcome.message
                elif trace.failed and call.kind != "read" and got is not None:
                    answered = True
            overflows += overflowed
            if overflows > most:
                return None
        return Agreement(overflows, verbatim, answered, worded)

    def _with(self, sample: Sample, seed: int, *, afresh: bool) -> Room:
        """The room after running the instructor's notebook, with this sample in it, up to the function's check cell.

        ``afresh``: run all cells again, and not only the sample's.
        """
        if self._room is None:
            self._room = self._stack.enter_context(open_room(limits=self._limits, walled=self._walled))
        if not self._running:
            steps.start(self._room, self._assignment.driver, seed)
            self._run(Step("check", _START, ""))
            self._running = True
        names = [(step.kind, step.name) for step in self._steps]
        own, check = names.index(("solution", sample.function)), names.index(("check", sample.function))
        # All samples share one session: a session for each would cost a fork and an IPython shell.
        if afresh or self._prepared != (sample.function, seed):
            steps.go_back(self._room, _START, seed, cells=True)
            for step in self._steps[:own]:
                self._run(step)
            self._run(Step("check", _OWN, ""))
            self._prepared = (sample.function, seed)
        else:
            steps.go_back(self._room, _OWN, seed, cells=True)
        self._run(replace(self._steps[own], source=sample.source))
        for step in self._steps[own + 1 : check + 1]:
            self._run(step)
        return self._room

    def _run(self, step: Step) -> None:
        assert self._room is not None
        steps.run(self._room, step, self._limits.cell_seconds)


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


Ask = Callable[[Sequence[Experiment]], Sequence[Trace]]


def _refused(trial: Trial) -> bool:
    return any(isinstance(answer, StudentRaised) for answer in trial.expected)


def _alike_throughout(trial: Trial) -> bool:
    """Whether all answers are the right ones, as far as `alike` can tell."""
    return all(alike(call.outcome, expected) for call, expected in zip(trial.calls, trial.expected, strict=True))


def _simplest(bases: Sequence[Experiment]) -> list[Experiment]:
    """The experiments with the smallest arguments first, but those with one row or few entries last."""
    return sorted(bases, key=_complexity)


def _complexity(base: Experiment) -> tuple[bool, bool, bool, int]:
    size = _entries(base.requests[0].args)
    return not base.direct, _rows_of(base) == 1, size < _FEW, size


def _rows_of(base: Experiment) -> int:
    return next((len(arg) for arg in base.requests[0].args if isinstance(arg, np.ndarray) and arg.ndim), 0)


def _repeats(recorded: Trial, repeated: Trial) -> bool:
    """Whether both made the same request and got the same answer."""
    return recorded.experiment.requests is repeated.experiment.requests and alike(recorded.got, repeated.got)


def _entries(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_entries, value))
    return int(getattr(getattr(value, "values", value), "size", 1))


def _by_subject(trials: Iterable[Sequence[Leaf]]) -> dict[str, list[Leaf]]:
    """The leaves by subject; those without one are left out. A function's result comes first."""
    found: dict[str, list[Leaf]] = {RESULT: []}
    for told in trials:
        for leaf in told:
            if leaf.subject:
                found.setdefault(leaf.subject, []).append(leaf)
    return found


def _comparable(told: Sequence[Leaf]) -> list[Leaf]:
    """Without those that are not finite, unless there are few others: a second mistake may cause them."""
    finite = [leaf for leaf in told if leaf.finite]
    return finite if sum(leaf.wrong for leaf in finite) >= PROOFS else list(told)
