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
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np

from ..course.assignment import Assignment
from ..course.samples import Sample, read_samples, solved
from ..errors import SandboxError
from ..room.limits import LIMITS, Limits
from ..room.opening import open_room
from ..room.process import Room, RoomDied
from ..room.student import Call, StudentRaised, describe
from ..submission.rebuild import Step, Submission, read_submission
from . import steps
from .answers import alike, is_finite, same_error
from .claims import PLACE, PROBE, RELATION, Claim
from .experiments import STANDARD_SEED, Ask, Experiment, Request, Trace, grouped, of_calls, planned
from .fits import base, families, fitted, joined
from .leaves import GRADIENT, RESULT, Array, Leaf, declared_parts, leaves, results, same
from .plan import Plan
from .plugin import CheckPlugin
from .probes import DIFFERS, PROOFS, Finding, Trial, findings
from .pytest_run import run_suite
from .relations import apart, find
from .sessions import Sessions
from .variants import Variant, each, variants

_STANDARD_CHECKS, _STANDARD_CALLS = 4, 4  # checks that standard requests are taken from, and the first calls of each
_MOST_VARIANTS = 10  # that are compared on more than the standard requests
_FEW = 6  # entries of all arguments: with so few, different mistakes look alike
_START = "start of the notebook"  # a place that a session can go back to, as are the check cells
NOTED = "noted(original)"  # the instructor's function, which notes the kinds of its arguments


_Other = TypeVar("_Other", Sample, Variant)


@dataclass(frozen=True)
class Agreement:
    """A misconception answers as the student did, except that overflows differ in ``overflows`` of the traces.

    ``verbatim``: whether all errors were the same (`same_error`); ``worded``: whether their messages were. ``answered``:
    whether both returned a finite value for some call of a failed check.
    """

    overflows: int
    verbatim: bool = True
    answered: bool = True
    worded: bool = True

    @property
    def telling(self) -> bool:
        """Whether the agreement is evidence: errors of the same class alone are not."""
        return self.answered or self.verbatim


@dataclass(frozen=True)
class _Standard:
    """Requests that every wrong version of one function is asked, with the answers of all that it may be like.

    They are the same for all submissions. So each sample and each variant answers them only once.

    ``right``: what the instructor's function answers to each experiment. ``answers``: what a sample or variant answers to the
    first experiments; ``None`` if it ends the process.
    """

    experiments: tuple[Experiment, ...]
    right: list[list[Any]]
    variants: list[Variant]
    answers: dict[Sample | Variant, list[list[Any]] | None]


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
        self._last: tuple[Sample, int] | None = None  # the sample whose cell ran last, and the seed
        # By place before a function's own cell: the seed that the cells before it ran with, and whether all that they made can
        # be put back.
        self._prepared: dict[str, tuple[int, bool]] = {}
        self._standards: dict[str, _Standard] = {}  # by function
        self._frees: dict[str, frozenset[str]] = {}  # by function

    @functools.cached_property
    def _known(self) -> list[Sample]:
        return [sample for sample in read_samples(self._assignment) if not sample.right]

    @functools.cached_property
    def _submission(self) -> Submission:
        return read_submission(self._assignment, solved(self._assignment))

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
        reference = self._reference(function)
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
        if not experiments:
            return None
        standard = self._standard(function)
        known = len(standard.experiments)
        asked = ask([*standard.experiments, *experiments])
        told = [
            Trial(experiment, trace.calls, tuple(right))
            for experiment, trace, right in zip(standard.experiments, asked, standard.right, strict=False)
        ]
        # These requests are the same for all submissions, so the function may be right there.
        first = [
            replace(trace, failed=not _alike_throughout(trial))
            for trial, trace in zip(told, asked[:known], strict=True)
        ]
        if len(asked) < known + PROOFS:
            return None
        candidates = self._candidates(function, traces, seed, first)
        proofs = self._trials(reference, asked[known:], STANDARD_SEED, experiments)
        if not proofs:
            return None
        everything = [trial for trial, _ in proofs]
        # What the right function refuses is no input for it, such as a row less in two arguments that do not share their rows.
        proper = [(trial, trace) for trial, trace in proofs if trial.experiment.proper and not _refused(trial)]
        trials, fresh = [*told, *(trial for trial, _ in proper)], [trace for _, trace in proper]
        # Where answers are right up to the rounding that `alike` allows, that a sample or variant is alike proves nothing.
        apart_from_right = sum(not _alike_throughout(trial) for trial in trials) >= PROOFS
        proved = {sample.id: sample for sample in candidates if apart_from_right and self._proved(sample, first, fresh)}
        if len(proved) > 1:  # in a session of their own, other calls come first, of which a function may keep something
            alone = ask(experiments)
            proved = {id: each for id, each in proved.items() if len(alone) >= PROOFS and self._proved(each, [], alone)}
        if len(proved) == 1:
            (sample,) = proved.values()
            return Finding(sample.id, sample.sentence)
        claims = self._claims(function, [trial for trial, _ in recorded], trials)
        best = min(claims, key=_rank, default=None)
        if best is not None and best.rank <= RELATION:
            return Finding(best.id, best.sentence)
        if best is not None and best.rank == PLACE:  # it predicts nothing, and only compares with one right answer
            free = self._free(function)
            best = min((claim for claim in claims if claim.subject not in free), key=_rank, default=None)
        variant = self._variant(function, traces, seed, first, fresh, subject) if apart_from_right else None
        if variant is None and apart_from_right and subject == RESULT:
            variant = self._fitted(function, trials, traces, seed, first, fresh)
        if variant is not None:
            return variant
        if best is not None and best.rank < PROBE:
            return Finding(best.id, best.sentence)
        probe = next(findings(everything, self._names(function)), None)
        # A function that answers otherwise now than in the checks is judged by its answers there, unless it always differs.
        if not any(_repeats(trial, everything[0]) for trial in failed) and (probe is None or probe.id != DIFFERS):
            probe = None
        return probe if probe is not None or best is None else Finding(best.id, best.sentence)

    def _variant(
        self,
        function: str,
        traces: Sequence[Trace],
        seed: int,
        first: Sequence[Trace],
        fresh: Sequence[Trace],
        subject: str,
    ) -> Finding | None:
        """The variant of the instructor's function that gives every answer that the student gave.

        ``first``: the answers to the standard requests. ``subject``: the part of the answers that is wrong (`_subject`); some
        variants change gradients alone.
        """
        left = [
            variant
            for variant in self._standard(function).variants
            if subject not in (RESULT, GRADIENT) or variant.of_gradient == (subject == GRADIENT)
        ]
        left = self._like(function, left, first)[:_MOST_VARIANTS]
        return self._first_alike(function, left, traces, seed, first, fresh)

    def _fitted(
        self,
        function: str,
        trials: Sequence[Trial],
        traces: Sequence[Trace],
        seed: int,
        first: Sequence[Trace],
        fresh: Sequence[Trace],
    ) -> Finding | None:
        """As `_variant`, among those with a number in them, which is fitted to one of the wrong answers ``trials``."""
        found_base = base(function, trials)
        if found_base is None:
            return None
        call, got, expected = found_base

        def evaluate(expressions: Sequence[str]) -> list[Array | None]:
            steps.exchange(room, function, each(expressions))
            steps.go_back(room, function, STANDARD_SEED)
            answers = results(function, call, self._answer(room, call))
            if not all(isinstance(answer, list) and len(answer) == len(expressions) for answer in answers):
                return [None] * len(expressions)
            return [joined(told) for told in zip(*answers, strict=True)]

        variant_found: list[Variant] = []
        with self._alive():
            room = self._put(function, Variant("noted", "", NOTED), STANDARD_SEED)
            steps.go_back(room, function, STANDARD_SEED)
            self._answer(room, call)  # notes the kinds of its arguments
            found, bound = self._kinds(room, self._used(function))
            arrays = [name for name, kind in zip(self._names(function), found, strict=False) if kind == "array"]
            kinds = dict(zip(self._used(function), bound, strict=False))
            functions = [name for name, (kind, _) in kinds.items() if kind == "function"]
            axes = {name: len(re.findall(r"\d+", shape)) for name, (kind, shape) in kinds.items() if kind == "array"}
            told = families(self._names(function), arrays, functions, axes)
            variant_found = list(fitted(told, got, expected, evaluate))
        return self._first_alike(function, variant_found, traces, seed, first, fresh)

    def _first_alike(
        self,
        function: str,
        left: Sequence[Variant],
        traces: Sequence[Trace],
        seed: int,
        first: Sequence[Trace],
        fresh: Sequence[Trace],
    ) -> Finding | None:
        """The first variant that gives all answers of the student: to standard requests, to fresh ones, in the checks."""
        parts = ((first, _half(first)), (fresh, 0))
        left = [each for each in left if self._answers_alike(function, each, STANDARD_SEED, *parts)]
        checks = (traces, _half(traces))
        found = next((each for each in left if self._answers_alike(function, each, seed, checks)), None)
        return Finding(f"relation:{found.id}", found.sentence) if found is not None else None

    def _answers_alike(self, function: str, variant: Variant, seed: int, *parts: tuple[Sequence[Trace], int]) -> bool:
        """Whether a variant answers like the student. Each part: traces, and in how many of them overflows may differ."""
        with self._alive():
            room = self._put(function, variant, seed)
            for traces, most in parts:
                agreement = compared(self._answers(room, function, traces), traces, most)
                if agreement is None or (any(trace.failed for trace in traces) and not agreement.answered):
                    return False
            return True
        return False

    def _like(self, function: str, others: Iterable[_Other], first: Sequence[Trace]) -> list[_Other]:
        """Those that answer the standard requests like the student. One request rules most of them out."""
        left = list(others)
        for count in (1, len(first)) if first else ():
            answers = {other: self._to_standard(function, other, count) for other in left}
            left = [
                other
                for other, told in answers.items()
                if told is not None and compared(told, first[:count], most=count) is not None
            ]
        return left

    def _to_standard(self, function: str, other: Sample | Variant, count: int) -> list[list[Any]] | None:
        """What a sample or variant answers to the first ``count`` standard experiments."""
        standard = self._standard(function)
        known = standard.answers.get(other, [])
        if known is not None and len(known) < count:
            known = standard.answers[other] = None
            with self._alive():
                room = self._put(function, other, STANDARD_SEED)
                known = standard.answers[other] = [
                    self._asked(room, function, *each) for each in enumerate(standard.experiments[:count])
                ]
        return known

    def _put(self, function: str, other: Sample | Variant, seed: int) -> Room:
        """The room with a sample in it, or with a variant of the instructor's function."""
        if isinstance(other, Sample):
            return self._with(other, seed, afresh=False)
        reference = self._reference(function)
        there = self._running and self._last == (reference, seed)
        room = self._opened() if there else self._with(reference, seed, afresh=False)
        steps.exchange(room, function, other.expression)
        return room

    def _reference(self, function: str) -> Sample:
        return Sample(function, "solution", True, "", self._assignment.solutions[function], "", 1)

    def _standard(self, function: str) -> _Standard:
        """The standard requests for a function."""
        if function not in self._standards:
            experiments = self._recorded(function)
            right: list[list[Any]] = []
            with self._alive():
                room = self._with(self._reference(function), STANDARD_SEED, afresh=False)
                right = [self._asked(room, function, *each) for each in enumerate(experiments)]
            if len(right) < len(experiments):  # to be tried again for the next submission
                raise RuntimeError(f"the instructor's {function} ended the process")
            fitting = self._fitting(function, experiments[0]) if right else []
            self._standards[function] = _Standard(experiments, right, fitting, {})
        return self._standards[function]

    def _free(self, function: str) -> frozenset[str]:
        """The parts of the answers in which the bank's right samples differ, such as random numbers: all of these are right."""
        if function not in self._frees:
            standard, free = self._standard(function), set()
            for sample in read_samples(self._assignment):
                if sample.right and sample.function == function:
                    with self._alive():
                        room = self._with(sample, STANDARD_SEED, afresh=False)
                        for number, (each, right) in enumerate(zip(standard.experiments, standard.right, strict=True)):
                            answers = self._asked(room, function, number, each)
                            calls = [
                                Call(request.kind, request.function, request.args, answer)
                                for request, answer in zip(each.requests, answers, strict=True)
                            ]
                            told = self._leaves(function, Trial(each, tuple(calls), tuple(right)))
                            free |= {leaf.subject for leaf in told if not _as_good(leaf)}
            self._frees[function] = frozenset(free)
        return self._frees[function]

    def _recorded(self, function: str) -> tuple[Experiment, ...]:
        """Requests that a function's checks make of the instructor's function; checks that use a data set make none."""
        plan = Plan(
            STANDARD_SEED, {function: [path for name, path in self._assignment.check_files() if name == function]}, {}
        )
        sessions = Sessions(self._assignment, self._submission, self._opened(), plan)
        plugin = CheckPlugin(self._assignment, sessions, plan)
        self._running = False
        sessions.open()
        run_suite(self._assignment.suite, plugin, plan)
        calls = [
            trace.calls for trace in plugin.traces(function) if not trace.failed and not trace.loose and trace.calls
        ]
        found = [of_calls(each[:_STANDARD_CALLS]) for each in calls]
        return tuple(sorted(found, key=_cost)[:_STANDARD_CHECKS])

    def _fitting(self, function: str, experiment: Experiment) -> list[Variant]:
        """The variants of a function whose arguments, and names of the notebook, are of the kinds that they change."""
        names, used = self._names(function), self._used(function)
        with self._alive():
            room = self._put(function, Variant("noted", "", NOTED), STANDARD_SEED)
            self._asked(room, function, 0, experiment)
            kinds, bound = self._kinds(room, used)
            bound_kinds = dict(zip(used, bound, strict=False))
            return [
                variant
                for variant in variants(names, self._bound, used)
                if variant.place < 0 or (variant.place < len(kinds) and kinds[variant.place] == variant.kind)
                if all(
                    bound_kinds.get(name) == bound_kinds.get(variant.bound[0])
                    and bound_kinds.get(name, [""])[0] == variant.kind
                    for name in variant.bound
                )
            ]
        return []

    def _kinds(self, room: Room, used: Iterable[str]) -> tuple[list[Any], list[Any]]:
        """What the last call has noted: the kinds of its arguments, and the kind and shape of each name of the notebook."""
        read = self._answer(room, Request("read", "kinds", tuple(used)))
        return tuple(read) if isinstance(read, list) and len(read) == 2 else ([], [])

    def _used(self, function: str) -> dict[str, int]:
        """How often the instructor's function uses which names of the notebook that all students see; none of its own."""
        names = [
            node for node in ast.walk(ast.parse(self._assignment.solutions[function])) if isinstance(node, ast.Name)
        ]
        loaded, own = (
            Counter(node.id for node in names if isinstance(node.ctx, kind)) for kind in (ast.Load, ast.Store)
        )
        known = self._bound | set(self._assignment.solutions)
        excluded = {*own, *self._names(function), function}
        return {name: loaded[name] for name in sorted(known & loaded.keys() - excluded)}

    @functools.cached_property
    def _bound(self) -> frozenset[str]:
        """The names that the notebook's cells bind, at the top."""
        found = set()
        for step in self._submission.steps:
            with contextlib.suppress(SyntaxError):
                for node in ast.walk(ast.parse(step.source)):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        found.add(node.id)
        return frozenset(found)

    def _candidates(self, function: str, traces: Sequence[Trace], seed: int, first: Sequence[Trace]) -> list[Sample]:
        """The samples that agree in all traces; if none does, those that differ only in overflows.

        There, two implementations of one mistake can differ. ``first``: the answers to the standard requests, which rule most
        samples out.
        """
        # The traces keep the order of the checks: some mistakes carry state from one call to the next.
        samples = [sample for sample in self._known if sample.function == function]
        likely = self._like(function, samples, first)
        # Overflows in most of the first checks are too many.
        likely = [sample for sample in likely if self._agreement(sample, traces[:3], seed, most=1, afresh=False)]
        found = {sample: self._agreement(sample, traces, seed, most=_half(traces)) for sample in likely}
        agreements = {
            sample: agreement for sample, agreement in found.items() if agreement is not None and agreement.telling
        }
        closest = [sample for sample, agreement in agreements.items() if agreement.overflows == 0] or list(agreements)
        if len({sample.id for sample in closest}) > 1:  # if several raise at every call, their messages may differ
            closest = [sample for sample in closest if agreements[sample].verbatim]
        return closest

    def _proved(self, sample: Sample, first: Sequence[Trace], fresh: Sequence[Trace]) -> bool:
        """Whether a sample answers like the student from the standard requests on to all fresh inputs."""
        with self._alive():
            room = self._with(sample, STANDARD_SEED, afresh=False)
            for told in (first, fresh):
                agreement = compared(self._answers(room, sample.function, told), told, _half(told))
                if agreement is None or not (agreement.telling or agreement.worded):
                    return False
            return True
        return False

    def _trials(
        self, sample: Sample, traces: Sequence[Trace], seed: int, experiments: Sequence[Experiment] = ()
    ) -> list[tuple[Trial, Trace]] | None:
        """The traces taken apart into calls, each with what ``sample`` answers; ``None`` if its session died."""
        with self._alive():
            found = []
            room = self._with(sample, seed, afresh=not experiments)
            for number, (trace, answering) in enumerate(
                zip(traces, self._answers(room, sample.function, traces), strict=True)
            ):
                answers, place = list(answering), 0
                for group in grouped(trace.calls):
                    experiment = experiments[number] if experiments else of_calls(group)
                    found.append((Trial(experiment, tuple(group), tuple(answers[place : place + len(group)])), trace))
                    place += len(group)
            return found
        return None

    def _answers(self, room: Room, function: str, traces: Sequence[Trace]) -> Iterator[Iterator[Any]]:
        """What the function in the room answers to the calls of each trace; each call is made when its answer is asked for."""
        for trace in traces:
            steps.go_back(room, function, trace.seed)
            yield (self._answer(room, call) for call in trace.calls)

    def _asked(self, room: Room, function: str, number: int, experiment: Experiment) -> list[Any]:
        """What it answers to an experiment, with the seed that students get for the one of this number."""
        steps.go_back(room, function, number)
        return [self._answer(room, request) for request in experiment.requests]

    def _answer(self, room: Room, request: Call | Request) -> Any:
        body = {"function": request.function, "args": list(request.args)}
        answer = room.request(request.kind, body, self._limits.call_seconds)
        return StudentRaised(request.function, *describe(answer.body)) if answer.kind == "error" else answer.body

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
            room = self._with(sample, seed, afresh=afresh)
            return compared(self._answers(room, sample.function, traces), traces, most)
        return None

    @contextlib.contextmanager
    def _alive(self) -> Iterator[None]:
        """Leave the block if the session dies in it, and start a new one next time."""
        try:
            yield
        except (RoomDied, SandboxError) as error:
            self._running = False
            if isinstance(error, SandboxError):
                raise

    def _with(self, sample: Sample, seed: int, *, afresh: bool) -> Room:
        """The room after running the instructor's notebook, with this sample in it, up to the function's check cell.

        ``afresh``: run all cells again, and not only the sample's.
        """
        room = self._opened()
        if not self._running:
            try:
                steps.start(room, self._assignment.driver, seed)
            except RoomDied:  # the room may have ended with its last session: this one opens another
                steps.start(room, self._assignment.driver, seed)
            self._run(Step("check", _START, ""))
            self._running, self._prepared, self._last = True, {}, None
        names = [(step.kind, step.name) for step in self._submission.steps]
        own, check = names.index(("solution", sample.function)), names.index(("check", sample.function))
        # All samples share one session: a session for each would cost a fork and an IPython shell.
        place = f"cell of {sample.function}" + (", for experiments" if seed == STANDARD_SEED else "")
        prepared, whole = self._prepared.get(place, (None, False))
        if prepared != seed or (afresh and not whole):
            steps.go_back(room, _START, seed)
            for step in self._submission.steps[:own]:
                self._run(step)
            self._prepared[place] = seed, steps.keep(room, place)
        steps.go_back(room, place, seed)
        self._run(replace(self._submission.steps[own], source=sample.source))
        for step in self._submission.steps[own + 1 : check + 1]:
            self._run(step)
        self._last = sample, seed
        return room

    def _opened(self) -> Room:
        if self._room is None:
            self._room = self._stack.enter_context(open_room(limits=self._limits, walled=self._walled))
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


def compared(answers: Iterable[Iterable[Any]], traces: Sequence[Trace], most: int) -> Agreement | None:
    """How answers agree with the student's; ``None`` if they differ, or if overflows differ in more than ``most`` traces."""
    overflows, verbatim, worded, answered = 0, True, True, False
    for trace, told in zip(traces, answers, strict=False):
        overflowed = False
        for call, got in zip(trace.calls, told, strict=True):
            if not alike(got, call.outcome):
                if not trace.failed or (is_finite(got) and is_finite(call.outcome)):
                    return None
                overflowed = True
            elif isinstance(got, StudentRaised):
                verbatim = verbatim and same_error(got, call.outcome)
                worded = worded and got.message == call.outcome.message
            elif trace.failed and call.kind != "read" and got is not None and is_finite(got):
                answered = True
        overflows += overflowed
        if overflows > most:
            return None
    return Agreement(overflows, verbatim, answered, worded)


def _rank(claim: Claim) -> int:
    return claim.rank


def _as_good(leaf: Leaf) -> bool:
    """Whether an answer has the right numbers, in a shape that differs in axes of length 1 at most."""
    if not leaf.numeric:
        return not leaf.off
    got, expected = np.squeeze(leaf.got), np.squeeze(leaf.expected)
    return got.shape == expected.shape and same(got, expected, 2e-5, leaf.noise)


def _half(traces: Sequence[Trace]) -> int:
    return sum(trace.failed for trace in traces) // 2


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


def _cost(experiment: Experiment) -> tuple[int, int]:
    """The numbers of arrays and of entries in its requests."""
    args = [request.args for request in experiment.requests]
    return _arrays(args), _entries(args)


def _arrays(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_arrays, value))
    return int(isinstance(getattr(value, "values", value), np.ndarray))


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


def _consequence(subject: str) -> int:
    """Causes come first: how often something is done, and the first steps of a training. What follows from them is later."""
    return 0 if subject.startswith("The number of ") else 1 if " step of " in subject or " first step" in subject else 2


def _comparable(told: Sequence[Leaf]) -> list[Leaf]:
    """Without those that are not finite, unless there are few others: a second mistake may cause them."""
    finite = [leaf for leaf in told if leaf.finite]
    return finite if sum(leaf.wrong for leaf in finite) >= PROOFS else list(told)
