"""The visible checks on a student's own machine, without sandbox or course folder.

Two entry points: `check` is called in a notebook, and checks the functions now defined in its kernel; `check_notebook` runs a
notebook file from its first cell in a separate process. Owns what differs from grading. Must not know hidden checks or
solutions.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .course.assignment import Assignment, Course
from .course.cells import CHECK, CHECKS, grade_id, is_check, is_solution, nbgrader_metadata
from .errors import SubmissionError, UsageError
from .grading.grade import open_room, open_view, run_checks
from .grading.plan import Plan, data_of, new_seed
from .guest import wire
from .model import Report, Verdict
from .room import bubblewrap
from .room.process import RoomDied
from .submission.notebook import read_notebook
from .submission.rebuild import Step, Submission, read_submission

_CHECK_CALL = re.compile(r"""^autograder\.check\(["']([\w.-]+)["']""", re.MULTILINE)


# By assignment, then function: whether all its checks passed when they last ran in this kernel.
_right: dict[str, dict[str, bool]] = {}


class SelfCheck:
    """The result of `check`: a table in a notebook, text elsewhere, and for nbgrader the points of the test cell.

    nbgrader executes test cells for its Validate button, and in its own autograde if a course's settings do not hand grading
    to the kit. It reads a number in the plain text of a result as points, and any other text as full points. ``points`` is
    that number; ``None`` leaves the text unchanged.
    """

    def __init__(self, report: Report, points: float | None = None) -> None:
        self.report = report
        self.points = points

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {} if self.points is None else {"text/plain": str(self.points)}

    def __repr__(self) -> str:
        from .reports import report_text

        return report_text(self.report, visible_only=True)

    def _repr_html_(self) -> str:
        from .reports import notebook_html

        return notebook_html(self.report, visible_only=True)


def check(assignment: str, *cells: str) -> SelfCheck:
    """Run the visible checks of some functions, as they are now defined in this notebook.

    Parameters
    ----------
    assignment : str
        Its name, such as ``"mlp-mnist"``.
    *cells : str
        Names of the functions, such as ``"relu"`` (or ``"training"``); without any, all functions are checked.

    Raises
    ------
    UsageError
        There are no such checks, or this is not called in a notebook (on the command line: ``autograder check NOTEBOOK``).
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if shell is None:
        raise UsageError("check() works inside a notebook; on the command line: autograder check NOTEBOOK")
    suite = _visible_suite(assignment, Path.cwd())
    known = _checked(suite)
    unknown = [name for name in cells if name not in known]
    if unknown:
        raise UsageError(f"{assignment} has no visible checks of {unknown[0]!r}: there are {', '.join(known)}")
    wanted = tuple(cells or known)
    stand_in = Assignment(assignment, suite, tuple(_cell(CHECK + name, grade=True) for name in wanted), suite)
    # All functions in the kernel: the checks of "training" also call functions without visible checks.
    defined = (name for name, value in shell.user_ns.items() if callable(value) and not name.startswith("_"))
    captures = Submission(tuple(Step("check", name, "") for name in dict.fromkeys((*known, *defined))))
    plan = _visible_plan(stand_in)
    with open_view(stand_in, plan.data, walled=False) as view:
        room = KernelRoom(view, shell.user_ns, stand_in.driver)
        report = _without_sandbox_facts(run_checks(stand_in, captures, room, plan))
    known_right = _right.setdefault(assignment, {})
    known_right.update({cell.cell: cell.points == cell.max_points for cell in report.cells})
    told = _with_others_named(report, [name for name, right in known_right.items() if not right])
    formatter = shell.display_formatter
    if formatter is None or "text/html" not in formatter.active_types:
        return SelfCheck(told)  # IPython in a terminal: nbgrader does not run here, and people need the text
    checked = SelfCheck(told, _points_for_nbgrader(report, Path.cwd()))
    if checked.points is not None:
        # Some front ends of a kernel, such as consoles, show no HTML; of the result alone they would show only the number.
        display({"text/plain": repr(checked), "text/html": ""}, raw=True)  # type: ignore[no-untyped-call]
    return checked


def _points_for_nbgrader(report: Report, folder: Path) -> float | None:
    """The points earned by the test cell that called `check`; ``None`` stands for all of its points.

    The number of points is read from the notebooks in ``folder``, as one of them is being executed: first from notebooks with
    the assignment's name in their file name, then, if none of these has the test cell, from the others. If they disagree, or
    the cell checks several functions, it earns all points or none.
    """
    names = {CHECK + cell.cell for cell in report.cells}
    notebooks = list(folder.glob("*.ipynb"))
    named = [path for path in notebooks if report.assignment in path.name]
    worth = _points_in(named, names) or _points_in(notebooks, names)
    if len(report.cells) == 1 and len(worth) == 1:
        points = worth.pop()
        return min(points, dataclasses.replace(report.cells[0], max_points=points).points)
    counted = [check.verdict for cell in report.cells for check in cell.checks if check.weight]
    return None if set(counted) == {Verdict.PASSED} else 0.0


def _points_in(notebooks: Iterable[Path], names: Collection[str]) -> set[float]:
    """The different points that notebook files give to these test cells."""
    cells = []
    for notebook in notebooks:
        with contextlib.suppress(SubmissionError):
            cells += read_notebook(notebook).cells
    found = [nbgrader_metadata(cell).get("points") for cell in cells if grade_id(cell) in names]
    return {float(points) for points in found if points is not None and points >= 0}


def check_notebook(notebook: Path, assignment: str | None = None) -> Report:
    """Run a notebook file from its first cell in a separate process, and its visible checks.

    ``assignment``: its name; by default it is read from the metadata, the test cells or the file's name. The report holds the
    visible checks only. Wrong functions are not replaced by solutions: a wrong ``relu`` can make ``net`` fail.

    Raises
    ------
    SubmissionError
        The notebook cannot be read.
    UsageError
        The assignment is unknown, or the notebook has no test cell of it.
    """
    node = read_notebook(notebook)
    name = assignment or node.metadata.autograder.assignment or _named_in(node) or notebook.stem
    suite = _visible_suite(name, notebook.parent)
    own = Assignment(name, suite, tuple(_as_written(node, suite)), notebook.absolute())
    if not any(is_check(cell) for cell in node.cells):
        raise UsageError(f"{notebook}: no test cell of {name} in it; is it the released notebook?")
    submission, plan = read_submission(own, node), _visible_plan(own)
    with open_room(own, plan.data, walled=False) as room:
        report = _without_sandbox_facts(run_checks(own, submission, room, plan))
    return _with_others_named(report, [cell.cell for cell in report.cells if cell.points < cell.max_points])


def _visible_plan(assignment: Assignment) -> Plan:
    """A plan with the visible checks only; there are no solutions here that could replace wrong functions."""
    files = {name: [path] for name, path in assignment.check_files(hidden=False)}
    return Plan(new_seed(), files, references={}, data=data_of(assignment))


def _without_sandbox_facts(report: Report) -> Report:
    """Remove the note that there was no sandbox: on a student's own machine nobody expects one."""
    told = {fact: value for fact, value in report.environment.items() if fact not in ("sandbox", "missing_layers")}
    return dataclasses.replace(report, environment=told)


def _with_others_named(report: Report, wrong: Sequence[str]) -> Report:
    """Add a note to each wrong function that names the wrong ones before it: unlike in grading, these were not replaced."""
    cells = []
    for cell in report.cells:
        others = wrong[: wrong.index(cell.cell)] if cell.cell in wrong else ()
        if others:
            names = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} and {others[-1]}"
            note = (
                f"{names} did not pass {'its' if len(others) == 1 else 'their'} own checks: if {cell.cell} uses "
                f"{'it' if len(others) == 1 else 'them'}, mend that first. It may be the cause of the failures here."
            )
            cell = dataclasses.replace(cell, notes=(*cell.notes, note))
        cells.append(cell)
    return dataclasses.replace(report, cells=tuple(cells))


def _visible_suite(assignment: str, folder: Path) -> Path:
    """The checks handed out beside a notebook in ``folder``, else those of the course that contains ``folder``."""
    handed_out = folder.absolute() / CHECKS
    places = [handed_out]
    with contextlib.suppress(UsageError):
        places.append(Course.find(folder).suites)
    suites = [path for place in places if place.is_dir() for path in sorted(place.iterdir()) if path.is_dir()]
    for suite in suites:
        if suite.name == assignment:
            return suite.resolve()
    known = ", ".join(dict.fromkeys(suite.name for suite in suites))
    found = f"there are {known}" if known else f"{handed_out} is missing or empty"
    raise UsageError(
        f"no checks of an assignment {assignment!r}: {found}. The folder {CHECKS} that was handed out with the notebook "
        "belongs beside it: copy the folder there, or move the notebook to the folder. On the command line, "
        "--assignment NAME says which assignment a renamed notebook is"
    )


def _named_in(node: NotebookNode) -> str | None:
    """The assignment named in the notebook's test cells: the file's name may differ, as browsers rename repeated downloads."""
    for cell in node.cells:
        found = _CHECK_CALL.search(cell.source) if cell.cell_type == "code" else None
        if found:
            return found[1]
    return None


def _cell(name: str, *, grade: bool = False, solution: bool = False) -> NotebookNode:
    metadata = {"nbgrader": {"grade_id": name, "grade": grade, "solution": solution, "points": 1}}
    cell: NotebookNode = nbformat.v4.new_code_cell(metadata=metadata)
    return cell


def _checked(suite: Path) -> list[str]:
    """The names of all functions with visible checks in a suite."""
    names = (path.stem for path in suite.glob("test_*.py") if not path.stem.endswith("_hidden"))
    return sorted(name.removeprefix("test_") for name in names)


def _as_written(node: NotebookNode, suite: Path) -> list[NotebookNode]:
    """The notebook's solution and test cells with their metadata; all other cells count as the student's.

    On the student's own machine the metadata can be trusted. Missing test cells are added, as in grading.
    """
    kept: dict[str, NotebookNode] = {}
    for cell in node.cells:
        if is_check(cell):
            kept.setdefault(grade_id(cell) or "", nbformat.from_dict({**cell, "source": ""}))
        elif is_solution(cell):
            kept.setdefault(grade_id(cell) or "", cell)
    code = "\n".join(cell.source for cell in node.cells if cell.cell_type == "code")
    for name in _checked(suite):
        # A function retyped in a new cell is still a function: unlike training, its checks do not need all others to be right.
        if name not in kept and re.search(
            rf"^((def|class) +{re.escape(name)}\b|{re.escape(name)} *=)", code, re.MULTILINE
        ):
            kept[name] = _cell(name, solution=True)
    missing = {name: _cell(CHECK + name, grade=True) for name in _checked(suite) if CHECK + name not in kept}
    cells = []
    for name, cell in kept.items():
        cells.append(cell)
        if name in missing:
            cells.append(missing.pop(name))
    return [*cells, *missing.values()]


class KernelRoom:
    """A `Room` in the notebook's own kernel: without sandbox and time limit; the cells have already run."""

    def __init__(self, view: bubblewrap.View, variables: dict[str, Any], driver: str) -> None:
        from .guest.session import Session

        self.view = view
        self._session = Session(variables, driver)

    @property
    def spent(self) -> float:
        """Seconds used: always 0, as nothing is limited here."""
        return 0.0

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        from .guest.session import describe

        try:
            match kind:
                case "capture":
                    return wire.Frame(0, "done", self._session.capture(body["name"]))
                case "call":
                    return self._value(self._session.call(body["function"], _round_trip(body["args"])))
                case "drive":
                    return self._value(self._session.drive(body["function"], _round_trip(body["args"])))
                case "read":
                    return self._value(self._session.read(body["function"], body["args"]))
                case _:  # the kernel is already running, and its random generators are the student's own
                    return wire.Frame(0, "done", {})
        except KeyboardInterrupt as error:
            raise RoomDied("was interrupted") from error
        except BaseException as error:  # student code may raise anything
            return wire.Frame(0, "error", describe(error))

    def close(self) -> None:
        """Do nothing: the kernel is the student's."""

    @staticmethod
    def _value(value: Any) -> wire.Frame:
        return wire.Frame(0, "value", _round_trip(value))


def _round_trip(value: Any) -> Any:
    """Encode and decode a value, so that checks get the same values here as from a room."""
    return wire.decode(wire.encode(wire.Frame(0, "value", value))[4:]).body
