"""A student's own check: visible checks alone, in the notebook's kernel or on a file; no course folder, no sandbox."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

import autograder
from autograder import selfcheck
from autograder.authoring.handout import hand_out
from autograder.errors import SubmissionError, UsageError
from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.room.bubblewrap import View
from autograder.selfcheck import check, check_notebook

KIT = Path(autograder.__file__).parents[1]
WRONG_RELU = "def relu(X):\n    return X"


@pytest.fixture
def checks(tiny: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder: the released checks of the assignment tiny; no course, no bubblewrap."""
    hand_out(tiny.assignment, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "checks"


@pytest.fixture
def handed(tiny: Any, tmp_path: Path, checks: Path) -> Callable[..., Path]:
    """Write a notebook in which the student has these solutions."""

    def write(name: str = "tiny.ipynb", **sources: str) -> Path:
        nbformat.write(tiny.notebook(**sources), tmp_path / name)
        return tmp_path / name

    return write


# In a kernel

KERNEL = """
import json, os, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("from mxnet import nd\\nimport random\\nfrom autograder import check")
shell.run_cell("def relu(X):\\n    return nd.relu(X)")
results = {}

def run(name, source):
    result = shell.run_cell(f"shown = {source}")
    error = result.error_in_exec
    results[name] = f"{type(error).__name__}: {error}" if error else shell.user_ns["shown"].report.to_dict()

run("right", "check('tiny', 'relu')")
run("missing", "check('tiny', 'double')")
run("training without all", "check('tiny', 'training')")
shell.run_cell("def double(X):\\n    return 2 * relu(X)\\ndef shift(X):\\n    return X + 1\\nrandom.seed(4)")
run("all", "check('tiny')")
shell.run_cell("untouched = random.random()")
results["text"] = repr(shell.user_ns["shown"])
results["html"] = shell.user_ns["shown"]._repr_html_()
results["generator"] = shell.user_ns["untouched"] == __import__("random").Random(4).random()
shell.run_cell("def relu(X):\\n    return X")
run("redefined", "check('tiny', 'relu', 'double')")
shell.run_cell("def relu(X):\\n    raise SystemExit(3)")
run("raises", "check('tiny', 'relu')")
run("unknown cell", "check('tiny', 'softmax')")
run("unknown assignment", "check('nosuch')")
suites = [name for name in sys.modules if os.getcwd() in str(getattr(sys.modules[name], "__file__", ""))]
results["state"] = [os.getcwd(), sorted(os.listdir()), sorted(os.listdir("checks/tiny")), suites]
print("RESULTS" + json.dumps(results))
"""


@pytest.fixture(scope="module")
def kernel(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Results of `check` inside a real IPython shell, in a folder of its own, with nothing on PATH."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("work")
    hand_out(tiny.assignment, folder)
    environment = {"PATH": str(folder), "HOME": str(home), "PYTHONPATH": str(KIT), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", KERNEL],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "RESULTS" in done.stdout, done.stderr[-3_000:] + done.stdout[-2_000:]
    found: dict[str, Any] = json.loads(done.stdout.split("RESULTS")[1])
    found["folder"] = str(folder)
    return found


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    assert isinstance(report, dict), report
    return {check["name"]: check["verdict"] for cell in report["cells"] for check in cell["checks"]}


@pytest.mark.slow
def test_check_in_a_notebook_runs_the_visible_checks_on_what_is_defined_now(kernel: dict[str, Any]) -> None:
    assert verdicts(kernel["right"]) == {"test_relu.py::test_values": "passed", "test_relu.py::test_property": "passed"}
    assert verdicts(kernel["redefined"])["test_relu.py::test_values"] == "failed"


@pytest.mark.slow
def test_check_of_all_cells_leaves_out_cells_with_only_hidden_checks(kernel: dict[str, Any]) -> None:
    assert [cell["cell"] for cell in kernel["all"]["cells"]] == ["double", "relu", "training"]
    assert set(verdicts(kernel["all"]).values()) == {"passed"}


@pytest.mark.slow
def test_check_says_that_a_function_is_not_defined(kernel: dict[str, Any]) -> None:
    (cell,) = kernel["missing"]["cells"]
    assert cell["checks"][0]["verdict"] == "raised"
    assert "name 'double' is not defined" in cell["checks"][0]["message"]
    assert verdicts(kernel["training without all"]) == {"test_training.py::test_chain": "raised"}


@pytest.mark.slow
def test_check_shows_a_students_error_and_goes_on(kernel: dict[str, Any]) -> None:
    (cell,) = kernel["raises"]["cells"]
    assert [check["verdict"] for check in cell["checks"]] == ["raised", "raised"]
    assert "relu raised SystemExit: 3" in cell["checks"][0]["message"]


@pytest.mark.slow
def test_check_says_plainly_that_these_are_the_visible_checks_only(kernel: dict[str, Any]) -> None:
    for shown in ("text", "html"):
        assert "visible checks only" in " ".join(kernel[shown].split())


@pytest.mark.slow
def test_check_of_an_unknown_name_lists_the_known_ones(kernel: dict[str, Any]) -> None:
    assert kernel["unknown cell"] == (
        "UsageError: tiny has no visible checks of 'softmax': there are double, relu, training"
    )
    assert kernel["unknown assignment"].startswith("UsageError: no checks of an assignment 'nosuch'")


@pytest.mark.slow
def test_check_leaves_the_kernel_as_it_was(kernel: dict[str, Any]) -> None:
    assert kernel["generator"]
    files = ["driver.py", "test_double.py", "test_relu.py", "test_training.py"]
    assert kernel["state"] == [kernel["folder"], ["checks"], files, []]


def test_check_outside_a_notebook_names_the_command_to_use() -> None:
    with pytest.raises(UsageError, match="autograder check NOTEBOOK"):
        check("tiny")


@pytest.mark.parametrize("name", ["", ".", "..", "../suites", "a" * 300, "a\0b"])
def test_invalid_names_of_assignments_are_refused(checks: Path, handed: Callable[..., Path], name: str) -> None:
    with pytest.raises(UsageError, match="there are tiny"):
        check_notebook(handed("x.ipynb"), name or None)


# For nbgrader, which executes the test cells

SHELL = """
import json, sys
if sys.argv[1] == "kernel":
    from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell.instance()
else:
    from IPython.terminal.interactiveshell import TerminalInteractiveShell
    shell = TerminalInteractiveShell.instance(simple_prompt=True)
shell.run_cell("from mxnet import nd\\nfrom autograder import check")
shell.run_cell("def relu(X):\\n    return nd.relu(X)")
shell.run_cell("def double(X):\\n    return 3 * X")
shell.run_line_magic("pprint", "")  # off: front ends then get plain reprs
shown = {}
for call in ("'tiny', 'relu'", "'tiny', 'double'", "'tiny'"):
    result = shell.run_cell(f"check({call})").result
    shown[call] = shell.display_formatter.format(result)[0]
print("RESULTS" + json.dumps(shown))
"""


def shown_in(shell: str, folder: Path) -> tuple[dict[str, dict[str, str]], str]:
    """The output that a shell sends its front end for each of three calls of `check`, and the printed text."""
    environment = {"PATH": "", "HOME": str(folder), "PYTHONPATH": str(KIT), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", SHELL, shell],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "RESULTS" in done.stdout, done.stderr[-3_000:] + done.stdout[-2_000:]
    printed, results = done.stdout.split("RESULTS")
    return json.loads(results), printed


@pytest.mark.slow
def test_in_a_kernel_the_result_is_a_number_for_nbgrader_and_a_table_for_people(handed: Callable[..., Path]) -> None:
    shown, printed = shown_in("kernel", handed().parent)
    assert float(shown["'tiny', 'relu'"]["text/plain"]) == 4.0  # the points of the notebook's test cell
    assert float(shown["'tiny', 'double'"]["text/plain"]) == 0.0
    assert float(shown["'tiny'"]["text/plain"]) == 0.0
    for result in shown.values():
        assert "visible checks only" in " ".join(result["text/html"].split())
    assert "tiny: 0 of 1 visible check passed" in printed  # what a console shows above the number


@pytest.mark.slow
def test_in_a_terminal_the_result_is_words(handed: Callable[..., Path]) -> None:
    shown, printed = shown_in("terminal", handed().parent)
    for result in shown.values():
        assert list(result) == ["text/plain"]
        assert re.match(r"tiny: \d of \d visible checks? passed", result["text/plain"])
    assert printed.count("tiny: 2 of 2 visible checks passed") == 1


def cell_report(*verdicts: Verdict, name: str = "relu", weights: Sequence[float] = ()) -> CellReport:
    chosen = weights or [1.0] * len(verdicts)
    checks = [CheckResult(f"{name}::{n}", "", verdict, weight=chosen[n]) for n, verdict in enumerate(verdicts)]
    return CellReport(name, 1.0, tuple(checks))


def points_of(folder: Path, *cells: CellReport) -> float | None:
    return selfcheck._points_for_nbgrader(Report("tiny", 0, cells), folder)


PASSED, FAILED, BROKEN = Verdict.PASSED, Verdict.FAILED, Verdict.BROKEN


def test_points_are_the_cells_times_the_share_of_its_visible_checks(
    handed: Callable[..., Path], tmp_path: Path
) -> None:
    handed()
    assert points_of(tmp_path, cell_report(PASSED, PASSED)) == 4.0
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 2.0
    assert points_of(tmp_path, cell_report(PASSED, FAILED, weights=(3, 1))) == 3.0
    assert points_of(tmp_path, cell_report(PASSED, BROKEN)) == 2.0
    assert points_of(tmp_path, cell_report()) == 0.0
    assert points_of(tmp_path, cell_report(PASSED, weights=(0,))) == 0.0


def test_copies_of_the_notebook_that_agree_change_no_points(handed: Callable[..., Path], tmp_path: Path) -> None:
    handed()
    handed("tiny-Copy1.ipynb")
    (tmp_path / "damaged.ipynb").write_text("{")
    (tmp_path / "other.ipynb").write_text('{"nbformat": 4, "cells": [], "metadata": {}}')
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 2.0


def test_a_cell_of_unknown_points_earns_all_or_nothing(handed: Callable[..., Path], tmp_path: Path) -> None:
    assert points_of(tmp_path, cell_report(PASSED, PASSED)) is None
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 0.0
    assert points_of(tmp_path) == 0.0, "nothing was checked"
    text = handed().read_text()
    (tmp_path / "tiny-older.ipynb").write_text(text.replace('"points": 4', '"points": 8'))
    assert points_of(tmp_path, cell_report(PASSED, PASSED)) is None
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 0.0


def test_other_notebooks_are_read_for_points_only_where_the_named_ones_have_none(
    handed: Callable[..., Path], tmp_path: Path
) -> None:
    text = handed().read_text()
    (tmp_path / "homework.ipynb").write_text(text.replace('"points": 4', '"points": 8'))
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 2.0
    (tmp_path / "tiny.ipynb").unlink()
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 4.0
    (tmp_path / "tiny-notes.ipynb").write_text('{"nbformat": 4, "cells": [], "metadata": {}}')
    assert points_of(tmp_path, cell_report(PASSED, FAILED)) == 4.0


def test_a_cell_that_asks_for_several_functions_earns_all_or_nothing(
    handed: Callable[..., Path], tmp_path: Path
) -> None:
    handed()
    both = [cell_report(PASSED), cell_report(PASSED, name="double")]
    assert points_of(tmp_path, *both) is None
    assert points_of(tmp_path, both[0], cell_report(*[PASSED] * 300, FAILED, name="double")) == 0.0


# A file


def test_a_right_notebook_passes_every_visible_check(handed: Callable[..., Path]) -> None:
    report = check_notebook(handed())
    assert [cell.cell for cell in report.cells] == ["relu", "double", "training"]
    assert all(check.verdict is Verdict.PASSED for cell in report.cells for check in cell.checks)
    assert not any(check.hidden for cell in report.cells for check in cell.checks)
    assert report.environment["device"] == "cpu(0)" and "sandbox" not in report.environment


def test_a_wrong_notebook_gets_its_faults_named_and_no_function_is_replaced(
    handed: Callable[..., Path], tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    report = check_notebook(handed(relu=WRONG_RELU, shift="import os; os._exit(4)"))
    verdicts = {check.name: check.verdict.value for cell in report.cells for check in cell.checks}
    assert verdicts["test_relu.py::test_values"] == "failed" and verdicts["test_double.py::test_values"] == "failed"
    assert verdicts["test_training.py::test_chain"] == "skipped"
    notes = {cell.cell: cell.notes for cell in report.cells}
    assert not notes["relu"]
    assert notes["double"][-1].startswith("relu did not pass its own checks: if double uses it, mend that first.")
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == [tmp_path / "tiny.ipynb"]


def test_the_assignment_is_found_in_the_metadata_or_in_a_check_cell(handed: Callable[..., Path], checks: Path) -> None:
    path = handed("homework-ada.ipynb", **dict.fromkeys(["relu", "double", "shift"], "STUB"))
    with pytest.raises(UsageError, match="no checks of an assignment 'homework-ada'"):
        check_notebook(path)
    content = json.loads(path.read_text())
    content["metadata"]["autograder"] = {"assignment": "tiny"}
    path.write_text(json.dumps(content))
    assert check_notebook(path).score == 0
    del content["metadata"]["autograder"]
    cell = next(cell for cell in content["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))
    cell["source"] = 'import autograder\nautograder.check("tiny", "relu")'  # as in a released notebook
    path.write_text(json.dumps(content))
    assert check_notebook(path).score == 0
    checks.joinpath("tiny").rename(checks / "renamed")
    with pytest.raises(UsageError, match="no checks of an assignment 'tiny': there are renamed"):
        check_notebook(path)


def test_without_the_folder_of_checks_the_error_says_where_it_belongs(
    handed: Callable[..., Path], checks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = handed()
    checks.rename(checks.with_name("forgotten"))
    with pytest.raises(
        UsageError, match=f"'tiny': {checks} is missing or empty. The folder checks .* belongs beside it"
    ):
        check_notebook(path)
    monkeypatch.chdir(path.parent)
    with pytest.raises(UsageError, match=f"{checks} is missing or empty"):
        check_notebook(Path(path.name))


def test_checks_beside_the_notebook_come_before_those_of_the_course(
    tiny: Any, handed: Callable[..., Path], checks: Path, tmp_path: Path, plain: None
) -> None:
    course = tmp_path / "course"
    shutil.copytree(tiny.root, course)
    folder = course / "submitted" / "ann" / "tiny"
    folder.mkdir(parents=True)
    path = handed().rename(folder / "tiny.ipynb")
    of_the_course = check_notebook(path)
    assert of_the_course.score > 0 and not any(check.hidden for cell in of_the_course.cells for check in cell.checks)
    checks.rename(folder / "checks")
    (folder / "checks" / "tiny" / "test_relu.py").write_text(
        "def test_of_last_week(student):\n    'Never passes'\n    assert 0"
    )
    assert [check.name for check in check_notebook(path).cells[0].checks] == ["test_relu.py::test_of_last_week"]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, plain_room: Any, tmp_path: Path) -> None:
    """Checks run without a second process, which would take a second to start."""
    room = plain_room()
    room.view = View(tmp_path, walled=False)
    monkeypatch.setattr(selfcheck, "open_room", lambda *args, **options: contextlib.nullcontext(room))


CELL = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "check-relu", "grade": True, "points": 4}}}


@pytest.mark.parametrize(
    "content",
    [
        {"cells": [], "metadata": {}},
        {"cells": [None, 5, {}, {"cell_type": "code"}], "metadata": []},
        {
            "cells": [{"cell_type": "code", "metadata": [], "source": None}],
            "metadata": {"autograder": [], "kernelspec": {}},
        },
        {
            "cells": [{"cell_type": "markdown", "source": "x", "metadata": {"nbgrader": 5}}],
            "metadata": {"autograder": "tiny"},
        },
    ],
)
def test_a_notebook_without_test_cells_gets_one_clear_line(tmp_path: Path, checks: Path, content: object) -> None:
    path = tmp_path / "tiny.ipynb"
    path.write_text(json.dumps({**content, "nbformat": 4, "nbformat_minor": 5}))  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="no test cell of tiny in it; is it the released notebook"):
        check_notebook(path)


@pytest.mark.parametrize("points", [None, "four", [1], float("nan"), 1e308, -4, True])
def test_invalid_points_in_a_students_notebook_do_not_stop_the_check(
    tmp_path: Path, checks: Path, plain: None, points: object
) -> None:
    path = tmp_path / "tiny.ipynb"
    cell = {**CELL, "source": ["check"], "metadata": {"nbgrader": {**CELL["metadata"]["nbgrader"], "points": points}}}  # type: ignore[index]
    path.write_text(json.dumps({"cells": [cell, cell, {"cell_type": "code"}], "nbformat": 4, "metadata": {}}))
    report = check_notebook(path)
    assert [check.verdict.value for cell in report.cells if cell.cell == "relu" for check in cell.checks] == [
        "raised"
    ] * 2
    assert report.to_json()


def test_a_file_that_is_no_notebook_gets_the_same_line_as_in_grading(tmp_path: Path, checks: Path) -> None:
    (tmp_path / "tiny.ipynb").write_text("no notebook")
    with pytest.raises(SubmissionError, match="not JSON"):
        check_notebook(tmp_path / "tiny.ipynb")


def test_hidden_checks_are_not_run_even_where_their_files_exist(
    handed: Callable[..., Path], tiny: Any, tmp_path: Path, plain: None
) -> None:
    shutil.copytree(tiny.assignment.suite, tmp_path / "checks" / "tiny", dirs_exist_ok=True)
    report = check_notebook(handed())
    assert not any(check.hidden for cell in report.cells for check in cell.checks)
    assert [cell.cell for cell in report.cells] == ["relu", "double", "training"]


def test_modules_beside_the_notebook_are_not_imported(handed: Callable[..., Path], tmp_path: Path) -> None:
    """A stray numpy.py beside the notebook must not be imported in place of NumPy."""
    (tmp_path / "numpy.py").write_text("raise SystemExit")
    assert check_notebook(handed()).cells[0].points == 4
    assert os.getcwd() == str(tmp_path)
