"""Students may rearrange cells: `check`, the notebook's own test cells and grading agree on every visible check."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

import autograder
from autograder import selfcheck
from autograder.authoring.handout import hand_out
from autograder.course.assignment import Assignment, Course, load_assignment
from autograder.course.cells import CHECK, grade_id, is_check, is_notebook_only, is_solution
from autograder.course.samples import exchange, read_samples, solved
from autograder.grading.grade import open_room, run_checks
from autograder.grading.plan import Plan
from autograder.model import Report
from autograder.room.bubblewrap import View
from autograder.selfcheck import check_notebook
from autograder.submission.notebook import parse_notebook
from autograder.submission.rebuild import read_submission

v4 = nbformat.v4
KIT = Path(autograder.__file__).parents[1]


# Rearrangements that a student may make. Each takes the notebook, the name of a solution cell and that of another.


def place(node: NotebookNode, name: str) -> int:
    return next(index for index, cell in enumerate(node.cells) if grade_id(cell) == name)


def top(node: NotebookNode) -> int:
    """The index of the first solution cell."""
    return next(index for index, cell in enumerate(node.cells) if is_solution(cell))


def retyped(node: NotebookNode, name: str, other: str) -> None:
    """The cell is deleted, and its text is typed into a new cell."""
    node.cells[place(node, name)] = v4.new_code_cell(node.cells[place(node, name)].source)


def without_metadata(node: NotebookNode, name: str, other: str) -> None:
    """An editor keeps the cell and its id, and drops what nbgrader has written."""
    node.cells[place(node, name)].metadata = {}


def with_its_test_cell_retyped(node: NotebookNode, name: str, other: str) -> None:
    for each in (name, CHECK + name):
        retyped(node, each, other)


def typed_above(node: NotebookNode, name: str, other: str) -> None:
    at, cell = top(node), node.cells.pop(place(node, name))
    node.cells.insert(at, v4.new_code_cell(cell.source))


def merged(node: NotebookNode, name: str, other: str) -> None:
    """The cell is merged into another solution cell above its own test cell."""
    first, second = sorted((name, other), key=lambda each: place(node, each))
    cell = node.cells.pop(place(node, second))
    node.cells[place(node, first)].source += "\n\n\n" + cell.source


def merged_with_its_test_cell(node: NotebookNode, name: str, other: str) -> None:
    cell = node.cells.pop(place(node, name))
    test = node.cells[place(node, CHECK + name)]
    test.source = cell.source + "\n" + test.source


def split_above(node: NotebookNode, name: str, other: str) -> None:
    """The definition is in a new cell above; its own cell holds only a comment."""
    at = place(node, name)
    node.cells.insert(at, v4.new_code_cell(node.cells[at].source))
    node.cells[at + 1].source = "# see above"


def split_below(node: NotebookNode, name: str, other: str) -> None:
    at = place(node, name)
    node.cells.insert(at + 1, v4.new_code_cell(node.cells[at].source))
    node.cells[at].source = "import math"


def copied(node: NotebookNode, name: str, other: str) -> None:
    at = place(node, name)
    node.cells.insert(at, nbformat.from_dict(node.cells[at]))


def stub_left_above(node: NotebookNode, name: str, other: str) -> None:
    """The released cell is copied; the student writes into the lower copy."""
    copied(node, name, other)
    node.cells[place(node, name)].source = f"def {name}(*arguments):\n    raise NotImplementedError()"


def draft_set_aside(node: NotebookNode, name: str, other: str) -> None:
    """The cell holds a draft and is raw, so that it does not run; the function is in a new cell."""
    at = place(node, name)
    cell = node.cells[at]
    node.cells[at] = v4.new_raw_cell(f"def {name}(*arguments):\n    return None", metadata=cell.metadata)
    node.cells.insert(at, v4.new_code_cell(cell.source))


def copy_set_aside(node: NotebookNode, name: str, other: str) -> None:
    """A copy of the cell, with another draft in it, is made raw."""
    copied(node, name, other)
    at = place(node, name) + 1
    draft = f"def {name}(*arguments):\n    return None"
    node.cells[at] = v4.new_raw_cell(draft, metadata=node.cells[at].metadata)


def check_cell_copied(node: NotebookNode, name: str, other: str) -> None:
    at = place(node, CHECK + name)
    node.cells.append(nbformat.from_dict(node.cells[at]))


def moved_up(node: NotebookNode, name: str, other: str) -> None:
    at = top(node)
    node.cells.insert(at, node.cells.pop(place(node, name)))


def other_moved_above(node: NotebookNode, name: str, other: str) -> None:
    for each in (CHECK + other, other):
        node.cells.insert(place(node, name), node.cells.pop(place(node, each)))


def helpers_between(node: NotebookNode, name: str, other: str) -> None:
    node.cells.insert(place(node, name), v4.new_code_cell("def helper_of_mine(x):\n    return x"))
    node.cells.insert(place(node, CHECK + name), v4.new_code_cell(f"kept = helper_of_mine({name})"))
    node.cells.insert(place(node, CHECK + name) + 1, v4.new_code_cell("def helper_of_mine(x, y):\n    return y"))


def changed_below(node: NotebookNode, name: str, other: str) -> None:
    """The functions are redefined below all test cells."""
    node.cells.append(v4.new_code_cell(f"{name} = {other} = None"))


def typed_below_its_test_cell(node: NotebookNode, name: str, other: str) -> None:
    """Too late: when cells run from the top, the test cell finds no function."""
    cell = node.cells.pop(place(node, name))
    node.cells.insert(place(node, CHECK + name) + 1, v4.new_code_cell(cell.source))


REARRANGEMENTS: list[Callable[[NotebookNode, str, str], None]] = [
    retyped,
    without_metadata,
    with_its_test_cell_retyped,
    typed_above,
    merged,
    merged_with_its_test_cell,
    split_above,
    split_below,
    copied,
    stub_left_above,
    draft_set_aside,
    copy_set_aside,
    check_cell_copied,
    moved_up,
    other_moved_above,
    helpers_between,
    changed_below,
    typed_below_its_test_cell,
]


def rearranged(node: NotebookNode, change: Callable[[NotebookNode, str, str], None], *names: str) -> NotebookNode:
    copy = nbformat.from_dict(json.loads(json.dumps(node)))
    change(copy, *names)
    return copy


# Three ways to run the visible checks


Verdicts = Mapping[str, str]


def visible(report: Report) -> Verdicts:
    """Whether each visible check passed, without those skipped because other functions are wrong."""
    checks = [
        check for cell in report.cells for check in cell.checks if not check.hidden and check.verdict != "skipped"
    ]
    return {check.name: "passed" if check.verdict == "passed" else "not" for check in checks}


KERNEL = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from autograder import selfcheck
shell, shown = InteractiveShell.instance(), []

class Kit:
    def check(self, assignment, *cells):
        shown.append(selfcheck.check(assignment, *cells).report.to_dict())

for line in sys.stdin:
    shell.reset(new_session=False)
    shell.user_ns["autograder"] = Kit()
    shown.clear()
    for source in json.loads(line):
        shell.run_cell(source)
    checks = [check for report in shown for cell in report["cells"] for check in cell["checks"]]
    print("SAID" + json.dumps({check["name"]: check["verdict"] for check in checks}))
"""


def said_by_test_cells(notebooks: list[NotebookNode], folder: Path) -> list[Verdicts]:
    """The results of the notebooks' own test cells, after running from the top all cells that the grader may run."""
    sources = [
        [cell.source for cell in node.cells if cell.cell_type == "code" and not is_notebook_only(cell)]
        for node in notebooks
    ]
    done = subprocess.run(
        [sys.executable, "-c", KERNEL],
        input="".join(json.dumps(each) + "\n" for each in sources),
        env={"HOME": str(folder), "PYTHONPATH": str(KIT), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    said = [json.loads(line.split("SAID")[1]) for line in done.stdout.splitlines() if "SAID" in line]
    assert len(said) == len(notebooks), done.stderr[-3_000:]
    return [
        {name: verdict if verdict == "passed" else "not" for name, verdict in each.items() if verdict != "skipped"}
        for each in said
    ]


class Judges:
    """Runs an assignment's visible checks in all three ways; grading runs in this process, without the sandbox."""

    def __init__(self, assignment: Assignment, folder: Path, room: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self._assignment, self._folder, self._room = assignment, folder, room
        hand_out(assignment, folder)
        monkeypatch.setattr(selfcheck, "open_room", lambda *args, **options: contextlib.nullcontext(self._plain_room()))

    def _plain_room(self) -> Any:
        room = self._room()
        room.view = View(self._folder, walled=False)
        return room

    def said(self, notebooks: Mapping[str, NotebookNode], only: list[str]) -> Iterator[tuple[str, list[Verdicts]]]:
        """For each notebook: the results of grading, of `check` on the file, and of its own test cells."""
        said = said_by_test_cells(list(notebooks.values()), self._folder)
        for (name, node), by_test_cells in zip(notebooks.items(), said, strict=True):
            path = self._folder / f"{self._assignment.name}.ipynb"
            path.write_text(json.dumps(node), "utf-8")
            parsed = parse_notebook(path.read_bytes(), name)
            report = run_checks(
                self._assignment,
                read_submission(self._assignment, parsed),
                self._plain_room(),
                Plan.of(self._assignment, seed=1, only=only),
            )
            by_check = visible(check_notebook(path))
            names = {check for check in by_check if check.split(".")[0].removeprefix("test_") in only}
            yield (
                name,
                [
                    visible(report),
                    {check: verdict for check, verdict in by_check.items() if check in names},
                    {check: verdict for check, verdict in by_test_cells.items() if check in names},
                ],
            )


def with_calls(assignment: Assignment, node: NotebookNode) -> NotebookNode:
    """The notebook, with a call of `autograder.check` in each test cell."""
    for cell in node.cells:
        if is_check(cell):
            cell.source = f'autograder.check("{assignment.name}", "{(grade_id(cell) or "").removeprefix(CHECK)}")'
    return node


WRITINGS: list[Mapping[str, str]] = [
    {},
    {"double": "def double(X, act=relu):\n    return 2 * act(X)"},
    {
        "relu": "def twice(x):\n    return 2 * x\n\n\ndef relu(X):\n    return nd.relu(X)",
        "double": "def double(X):\n    return twice(relu(X))",
    },
    {"relu": "from mxnet.ndarray import relu"},
]


PLAIN_CHECK = """
import numpy as np


def test_values(student):
    \"\"\"Negative numbers become 0\"\"\"
    assert student.relu(np.float32([-2, 3])).values.tolist() == [0, 3]
"""


@pytest.fixture
def lab(make_tiny: Callable[..., Any]) -> Any:
    """The tiny assignment, with checks that take no time."""
    return make_tiny({"test_relu.py": PLAIN_CHECK, "test_relu_hidden.py": None})


@pytest.mark.slow
def test_of_right_functions_all_say_the_same_under_every_rearrangement(
    lab: Any, tmp_path: Path, plain_room: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    notebooks, lost = {}, set()
    for number, change in enumerate(REARRANGEMENTS):
        for turn, names in enumerate((("relu", "double"), ("double", "relu"))):
            writing = WRITINGS[(number + 2 * turn) % len(WRITINGS)]
            label = f"{change.__name__} {names} {writing}"
            node = with_calls(lab.assignment, lab.notebook(**writing))
            notebooks[label] = rearranged(node, change, *names)
            # Then even the notebook's own test cell does not find the function, or the ``relu`` that ``double`` needs.
            if (
                change is typed_below_its_test_cell
                or (change is other_moved_above and names[1] == "double")
                or (change in (moved_up, typed_above) and names[0] == "double" and "act=relu" in str(writing))
            ):
                lost.add(label)
    for label, said in Judges(lab.assignment, tmp_path, plain_room, monkeypatch).said(notebooks, ["relu", "double"]):
        graded, by_check, by_test_cells = said
        # A retyped test cell has no metadata: it runs its checks in the notebook, and `check` on the file ignores it.
        assert graded == by_check == {**graded, **by_test_cells}, (label, said)
        assert ("not" in graded.values()) == (label in lost), (label, said)


@pytest.mark.parametrize("number", range(len(REARRANGEMENTS)), ids=[change.__name__ for change in REARRANGEMENTS])
def test_no_mistake_costs_twice_under_any_rearrangement(lab: Any, number: int) -> None:
    change = REARRANGEMENTS[number]
    relu = "def twice(x):\n    return 2 * x\n\n\ndef relu(X):\n    return X"
    double = WRITINGS[1 + number % 2]["double"]
    node = rearranged(lab.notebook(relu=relu, double=double), change, "relu", "double")
    report = lab.run(node, only=["relu", "double"], diagnose=False)
    # If ``double`` stands above ``relu``, its own test cell does not find ``relu`` either.
    assert [cell.points for cell in report.cells] == [0, 0 if change is other_moved_above else 6]


def right_teams(assignment: Assignment) -> list[dict[str, str]]:
    """Combinations of right samples, one for each function, until every sample has been used."""
    right = [sample for sample in read_samples(assignment) if sample.right]
    each = [[sample for sample in right if sample.function == name] for name in assignment.solutions]
    return [{sample.function: sample.source for sample in team if sample} for team in zip_longest(*each)]


@pytest.mark.slow
def test_of_the_bank_of_right_samples_none_is_refused_however_cells_are_rearranged(
    tmp_path: Path, plain_room: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = load_assignment("mlp-mnist", Course(KIT))
    functions = list(assignment.solutions)
    draw = random.Random(20)
    harmless = [change for change in REARRANGEMENTS if change not in (typed_below_its_test_cell, other_moved_above)]
    notebooks = {}
    for number, team in enumerate(draw.sample(right_teams(assignment), 2)):
        node = with_calls(assignment, exchange(solved(assignment), team))
        names = draw.sample(functions, 6)
        changes = draw.sample(harmless, 3)
        for turn, change in enumerate(changes):  # of different functions, all in one notebook
            node = rearranged(node, change, *names[2 * turn : 2 * turn + 2])
        notebooks[f"{number}: {[change.__name__ for change in changes]} {names} {team}"] = node
    for name, said in Judges(assignment, tmp_path, plain_room, monkeypatch).said(notebooks, functions):
        graded, by_check, by_test_cells = said
        assert graded == by_check == {**graded, **by_test_cells}, (name, said)
        assert set(graded.values()) == {"passed"}, (name, graded)


def test_a_mistake_costs_once_in_a_real_shell_too_where_both_stand_in_one_cell(lab: Any) -> None:
    """IPython runs a cell statement by statement; the room of the other tests imitates that."""
    sources = {"relu": "def relu(X):\n    return X", "double": "double = lambda X, act=relu: 2 * act(X)"}
    node = rearranged(lab.notebook(**sources), merged, "relu", "double")
    submission = read_submission(lab.assignment, node)
    plan = Plan.of(lab.assignment, seed=1, only=["relu", "double"])
    with open_room(lab.assignment, plan.data, walled=False) as room:
        report = run_checks(lab.assignment, submission, room, plan)
    assert [cell.points for cell in report.cells] == [0, 6]
