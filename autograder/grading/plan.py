"""Which checks are run on one submission, with which data, and how. Must not know what runs them, nor rooms or reports."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..course.assignment import Assignment
from ..datasets import Prepared, prepare
from ..errors import DataError, UsageError

Data = Prepared | DataError | None  # the error where the assignment asks for data that are not there


def new_seed() -> int:
    """A seed as `grade` draws it, for who grades a submission twice."""
    return secrets.randbelow(2**31)


def data_of(assignment: Assignment) -> Data:
    """The assignment's prepared data, ``None`` where it asks for none. Missing data matter only to a check that uses them."""
    try:
        return prepare(assignment.dataset) if assignment.dataset else None
    except DataError as error:
        return error


@dataclass(frozen=True)
class Plan:
    """Which checks of an assignment are run on a submission, with which data, and how.

    Parameters
    ----------
    seed : int
        Of every random input, 0 <= seed < 2**31.
    files : mapping of str to sequence of Path
        The cells to check, in the notebook's order, with the test files of each. A cell without any is *broken*.
    references : mapping of str to str
        By function: the instructor's source, which takes its place for later cells once it failed its own checks.
    data : Prepared, DataError or None
        What `data_of` gave for the assignment.
    only : collection of str, optional
        The cells to report on; all of ``files`` where it is not given.
    stop_at_failure : bool
        End each cell at its first check that fails, and look for no simpler example of what failed.
    progress : callable
        Told the cell's name before each check.

    Raises
    ------
    UsageError
        The seed is out of range.
    """

    seed: int
    files: Mapping[str, Sequence[Path]]
    references: Mapping[str, str]
    data: Data = None
    only: Collection[str] | None = None
    stop_at_failure: bool = False
    progress: Callable[[str], None] = lambda cell: None

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**31:
            raise UsageError(f"seed: expected 0 <= seed < 2147483648, got {self.seed}")

    @classmethod
    def of(
        cls,
        assignment: Assignment,
        *,
        seed: int | None = None,
        only: Collection[str] | None = None,
        stop_at_failure: bool = False,
        progress: Callable[[str], None] = lambda cell: None,
    ) -> Self:
        """All checks, with the instructor's solutions as references. ``seed``: drawn where it is not given.

        The cells before those in ``only`` are checked as well, for they decide what is replaced. With ``stop_at_failure`` they
        are not: they are taken as right.

        Raises
        ------
        UsageError
            The seed is out of range, or ``only`` names a cell that there is not.
        """
        cells = list(only or ()) if stop_at_failure else _cells_to_check(assignment, only)
        found = list(assignment.check_files())
        return cls(
            new_seed() if seed is None else seed,
            {cell: [path for name, path in found if name == cell] for cell in cells},
            assignment.solutions,
            data_of(assignment),
            only,
            stop_at_failure,
            progress,
        )


def _cells_to_check(assignment: Assignment, only: Collection[str] | None) -> list[str]:
    names = list(assignment.points)
    unknown = sorted(set(only or ()) - set(names))
    if unknown:
        raise UsageError(f"{assignment.name} has no graded cell {unknown[0]!r}: there are {', '.join(names)}")
    if only is not None:
        names = names[: 1 + max((names.index(name) for name in only), default=-1)]
        # What is no function is never replaced: what stands on all of them decides nothing for the cells after it.
        names = [name for name in names if name in only or name in assignment.solutions]
    return names
