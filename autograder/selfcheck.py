"""A student's own check: the visible checks, on the student's machine, without the sandbox and without the course folder.

Two doors: `check`, one line in the notebook, runs in the notebook's own kernel on what is defined there now; `check_notebook`
runs a notebook file from its first cell in a process of its own. Neither knows the hidden checks or the solutions.
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
from .grading.grade import open_view, run_checks
from .grading.plan import Plan, data_of, new_seed
from .guest import wire
from .model import Report, Verdict
from .room import bubblewrap
from .room.process import ProcessRoom, RoomDied
from .submission.notebook import read_notebook
from .submission.rebuild import Step, Submission, read_submission

_CHECK_CALL = re.compile(r"""^autograder\.check\(["']([\w.-]+)["']""", re.MULTILINE)


# By assignment, then function: whether it did what its checks ask when they last ran in this kernel.
_right: dict[str, dict[str, bool]] = {}


class SelfCheck:
    """What `check` shows: a table in a notebook, text elsewhere, and for nbgrader the points of the test cell.

    nbgrader executes test cells for its Validate button, and in its autograde where a course's settings leave grading to it.
    It reads a number in the plain text of a result as points, and takes any other text for full points. ``points`` is that
    number; ``None`` leaves the text as it is.
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
    """Run the visible checks of some functions on what this notebook has defined now.

    Parameters
    ----------
    assignment : str
        Such as ``"mlp-mnist"``.
    *cells : str
        Names of the functions, such as ``"relu"`` (or ``"training"``); all of them where none is given.

    Raises
    ------
    UsageError
        There are no such checks, or this is no notebook (on the command line: ``autograder check NOTEBOOK``).
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
    # All there is: the checks of "training" call functions that have no visible check of their own.
    defined = (name for name, value in shell.user_ns.items() if callable(value) and not name.startswith("_"))
    captures = Submission(tuple(Step("check", name, "") for name in dict.fromkeys((*known, *defined))))
    plan = _visible_plan(stand_in)
    with open_view(stand_in, plan.data, walled=False) as view:
        room = KernelRoom(view, shell.user_ns, stand_in.driver)
        report = _without_wall(run_checks(stand_in, captures, room, plan))
    known_right = _right.setdefault(assignment, {})
    known_right.update({cell.cell: cell.points == cell.max_points for cell in report.cells})
    told = _with_others_named(report, [name for name, right in known_right.items() if not right])
    formatter = shell.display_formatter
    if formatter is None or "text/html" not in formatter.active_types:
        return SelfCheck(told)  # IPython in a terminal: nbgrader does not come here, and people need the words
    checked = SelfCheck(told, _points_for_nbgrader(report, Path.cwd()))
    if checked.points is not None:
        # For front ends of a kernel that show no HTML, such as consoles: the result is a bare number to them.
        display({"text/plain": repr(checked), "text/html": ""}, raw=True)  # type: ignore[no-untyped-call]
    return checked


def _points_for_nbgrader(report: Report, folder: Path) -> float | None:
    """What the test cell that asked has earned; ``None`` stands for all of its points, however many these are.

    The notebooks in ``folder`` tell how many: one of them is being executed. Those whose file name holds the assignment's
    are read first, the others only if no such test cell is in these. Where notebooks do not agree, or the cell asked for
    several functions, it earns all or nothing.
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
    """The points of these test cells in notebook files."""
    cells = []
    for notebook in notebooks:
        with contextlib.suppress(SubmissionError):
            cells += read_notebook(notebook).cells
    found = [nbgrader_metadata(cell).get("points") for cell in cells if grade_id(cell) in names]
    return {float(points) for points in found if points is not None and points >= 0}


def check_notebook(notebook: Path, assignment: str | None = None) -> Report:
    """Run the visible checks of a notebook file, from its first cell, in a process of its own.

    ``assignment``: its name, where neither metadata, test cells nor the file's name tell it. The report holds the
    visible checks only, and nothing is replaced: a wrong ``relu`` can make ``net`` fail.

    Raises
    ------
    SubmissionError
        The notebook cannot be read.
    UsageError
        It is not known which assignment it is.
    """
    node = read_notebook(notebook)
    name = assignment or node.metadata.autograder.assignment or _named_in(node) or notebook.stem
    suite = _visible_suite(name, notebook.parent)
    own = Assignment(name, suite, tuple(_as_written(node, suite)), notebook.absolute())
    if not any(is_check(cell) for cell in node.cells):
        raise UsageError(f"{notebook}: no test cell of {name} in it; is it the released notebook?")
    submission, plan = read_submission(own, node), _visible_plan(own)
    with open_view(own, plan.data, walled=False) as view, ProcessRoom(view) as room:
        report = _without_wall(run_checks(own, submission, room, plan))
    return _with_others_named(report, [cell.cell for cell in report.cells if cell.points < cell.max_points])


def _visible_plan(assignment: Assignment) -> Plan:
    """The visible checks. No solution is here that could take a wrong function's place."""
    files = {name: [path] for name, path in assignment.check_files(hidden=False)}
    return Plan(new_seed(), files, references={}, data=data_of(assignment))


def _without_wall(report: Report) -> Report:
    """On a student's own machine nobody expects a wall, and need not be told that there is none."""
    told = {fact: value for fact, value in report.environment.items() if fact not in ("sandbox", "missing_layers")}
    return dataclasses.replace(report, environment=told)


def _with_others_named(report: Report, wrong: Sequence[str]) -> Report:
    """Where a function's checks fail, say which others are not right either: nothing is replaced here, unlike in grading."""
    cells = []
    for cell in report.cells:
        others = wrong[: wrong.index(cell.cell)] if cell.cell in wrong else ()
        if others:
            names = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} and {others[-1]}"
            note = (
                f"{names} did not pass {'its' if len(others) == 1 else 'their'} own checks: if {cell.cell} uses "
                f"{'it' if len(others) == 1 else 'them'}, mend that first. What is wrong here may come from there."
            )
            cell = dataclasses.replace(cell, notes=(*cell.notes, note))
        cells.append(cell)
    return dataclasses.replace(report, cells=tuple(cells))


def _visible_suite(assignment: str, folder: Path) -> Path:
    """The checks handed out with a notebook in ``folder``, else those of the course it stands in."""
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
        "belongs beside it: copy it there, or your notebook to where it is. On the command line, --assignment NAME says "
        "which assignment a renamed notebook is"
    )


def _named_in(node: NotebookNode) -> str | None:
    """The assignment that the notebook's own test cells name: browsers rename what is downloaded twice."""
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
    """Names that have visible checks."""
    names = (path.stem for path in suite.glob("test_*.py") if not path.stem.endswith("_hidden"))
    return sorted(name.removeprefix("test_") for name in names)


def _as_written(node: NotebookNode, suite: Path) -> list[NotebookNode]:
    """The notebook's solution and test cells, metadata and all; whatever else stands in it is run as the student's.

    On one's own machine metadata are taken at their word. Test cells that are missing are put back, as in grading.
    """
    kept: dict[str, NotebookNode] = {}
    for cell in node.cells:
        if is_check(cell):
            kept.setdefault(grade_id(cell) or "", nbformat.from_dict({**cell, "source": ""}))
        elif is_solution(cell):
            kept.setdefault(grade_id(cell) or "", cell)
    code = "\n".join(cell.source for cell in node.cells if cell.cell_type == "code")
    for name in _checked(suite):
        # A function that was typed anew is none the less a function, whose checks need no others to be right.
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
    """A `Room` that is the notebook's own kernel: no wall, no time limit, no cells to run."""

    def __init__(self, view: bubblewrap.View, variables: dict[str, Any], driver: str) -> None:
        from .guest.session import Session

        self.view = view
        self._session = Session(variables, driver)

    @property
    def spent(self) -> float:
        """Nothing is counted here."""
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
                case _:  # a kernel that is already running starts nothing; its generators are the student's own
                    return wire.Frame(0, "done", {})
        except KeyboardInterrupt as error:
            raise RoomDied("was interrupted") from error
        except BaseException as error:  # the student's, whatever its class
            return wire.Frame(0, "error", describe(error))

    def close(self) -> None:
        """Nothing to end: the kernel is the student's."""

    @staticmethod
    def _value(value: Any) -> wire.Frame:
        return wire.Frame(0, "value", _round_trip(value))


def _round_trip(value: Any) -> Any:
    """What the wire would make of it: checks see here what they see in the room."""
    return wire.decode(wire.encode(wire.Frame(0, "value", value))[4:]).body
