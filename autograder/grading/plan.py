"""The plan of one grading: which checks run, with which seed and data.

Must not know who runs them, rooms or reports.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..course.assignment import Assignment
from ..datasets import Prepared, prepare
from ..errors import DataError, UsageError

Data = Prepared | DataError | None  # DataError: the assignment's data set cannot be found


def new_seed() -> int:
    """A random seed, as `grade` draws it by default; for callers that grade a submission twice with the same seed."""
    return secrets.randbelow(2**31)


def data_of(assignment: Assignment) -> Data:
    """The assignment's prepared data set; ``None`` if it names none.

    If the data set is missing, the error is returned: it affects only checks that use the data.
    """
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
        Seed of all random inputs, 0 <= seed < 2**31.
    files : mapping of str to sequence of Path
        The test files of each cell to check, in the notebook's order. A cell without test files is *broken*.
    references : mapping of str to str
        The instructor's source of each function. It replaces a function that failed its own checks, for later cells.
    data : Prepared, DataError or None
        The result of `data_of` for the assignment.
    only : collection of str, optional
        The cells to report on; by default all of ``files``.
    stop_at_failure : bool
        Stop each cell at its first failed check, and do not search for the smallest failing input.
    progress : callable
        Called with the cell's name before each check.

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
        """A plan of all checks, with the instructor's solutions as references. ``seed``: drawn by default.

        Functions before the cells in ``only`` are checked too, because they decide what is replaced. With ``stop_at_failure``
        they are not checked, and count as right.

        Raises
        ------
        UsageError
            The seed is out of range, or ``only`` names a cell that does not exist.
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
        # Skip cells without a solution, such as training: no later cell depends on them.
        names = [name for name in names if name in only or name in assignment.solutions]
    return names
