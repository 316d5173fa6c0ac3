"""The notebooks that `verify` grades: the solution with other cells, each with a known outcome.

Owns the list of these trials, and which samples share a notebook. Must not know how trials are graded, or which outcome is
required.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ..course.assignment import Assignment
from ..course.samples import Sample, blank, read_samples
from .mutation import mutants


@dataclass(frozen=True)
class Trial:
    """A notebook with a known outcome: the solution with other sources in some cells.

    ``kind`` is ``solution``, ``blank``, ``without``, ``right``, ``wrong`` or ``mutant``. ``sources``: cell name -> source,
    where it is not the solution's. ``only``: cells to check; if empty, all. ``samples``: those in a right or wrong trial.
    """

    kind: str
    name: str
    sources: dict[str, str]
    only: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()

    @classmethod
    def of(cls, kind: str, samples: Sequence[Sample], only: tuple[str, ...]) -> Trial:
        """The solution with these samples, at most one for each function."""
        name = " with ".join(map(label, samples))
        return cls(kind, name, {sample.function: sample.source for sample in samples}, only, tuple(samples))


def trials(assignment: Assignment, *, training: bool) -> Iterator[Trial]:
    """All trials of an assignment; without ``training``, only those of single functions."""
    functions = tuple(name for name in assignment.solutions if name not in assignment.slow)
    everything = () if training else functions
    stubs = {
        cell.metadata.nbgrader.grade_id: cell.source for cell in blank(assignment).cells if "nbgrader" in cell.metadata
    }
    stubs = {name: stubs[name] for name in assignment.solutions}
    yield Trial("solution", "", {}, everything)
    yield Trial("blank", "", stubs)
    whole = assignment.stands_on if training else {}
    for name in functions:
        # Slow cells don't depend on other functions, so only one of these trials runs them: the one without the last function.
        # Training takes long, so it runs there and in the trial without the first function that it uses.
        also = tuple(cell for cell, its in whole.items() if name == its[0])
        yield Trial(
            "without", name, {name: stubs[name]}, () if training and name == functions[-1] else (*functions, *also)
        )
    for cell, its in whole.items():
        if len(its) > 1:
            yield Trial("without", " and ".join(its[:2]), {name: stubs[name] for name in its[:2]}, (*functions, cell))
    samples = [each for each in read_samples(assignment) if training or each.function not in assignment.slow]
    quick = {name: [sample for sample in samples if sample.function == name] for name in functions}
    right = [[sample for sample in each if sample.right] for each in quick.values()]
    for team in zip_longest(*right):  # one sample of every function at once: each function is graded by itself
        yield Trial.of("right", [sample for sample in team if sample], functions)
    for wrong in _teams([[sample for sample in each if not sample.right] for each in quick.values()]):
        yield Trial.of("wrong", wrong, functions)
    for sample in samples:
        if sample.function not in functions:
            yield Trial.of("right" if sample.right else "wrong", [sample], (sample.function,))
    for name in functions:
        for mutant in mutants(assignment.solutions[name]):
            yield Trial("mutant", mutant.name, {name: mutant.source}, (name,))


def _teams(wrong: Sequence[Sequence[Sample]]) -> Iterator[list[Sample]]:
    """Groups of wrong samples of at most half of the functions: the other half shows that no sample costs their points."""
    waiting = [list(each) for each in wrong]
    while any(waiting):
        longest = sorted(waiting, key=len, reverse=True)[: max(1, len(waiting) // 2)]
        yield [each.pop() for each in longest if each]


def label(sample: Sample) -> str:
    """A sample in words: the file and line where its cell begins, and its name."""
    return f"samples/{sample.function}.py:{sample.line} {sample.name}"
