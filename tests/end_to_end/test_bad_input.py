"""Bad input on the command line: one clear line where nothing can be graded, else a report that names the fault."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.course.cells import grade_id

v4 = nbformat.v4


@pytest.fixture
def graded(tiny: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run ``autograder grade tiny FILE`` from the course's folder."""
    monkeypatch.chdir(tiny.root)

    def run(path: Path | str, *options: str) -> Result:
        return CliRunner().invoke(main, ["grade", "tiny", str(path), *options])

    return run


def fifo(path: Path) -> None:
    os.mkfifo(path)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 10**6)


def link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


UNREADABLE: dict[str, tuple[Any, str]] = {
    "not JSON": (b"import mxnet", "not JSON"),
    "cut off": (b'{"cells": [{"cell_type": "code"', "not JSON"),
    "not a notebook": (b'{"name": "ada"}', "not a notebook"),
    "nbformat 3": (b'{"nbformat": 3, "worksheets": []}', "notebook format 3"),
    "empty": (b"", "empty"),
    "not UTF-8": ("{'a': 'é'}".encode("latin-1"), "not UTF-8"),
    "nested without end": (b'{"cells": ' * 50_000, "not JSON"),
    "50 MB": (sparse, "48 MiB: at most 20 MiB"),
    "a FIFO": (fifo, "not a file"),
    "a folder": (Path.mkdir, "not a file"),
    "a link": (link, "is a link"),
    "nothing": (lambda path: None, "No such file"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_one_line_and_exit_status_1_and_a_missing_one_2(
    graded: Callable[..., Result], tmp_path: Path, name: str
) -> None:
    content, words = UNREADABLE[name]
    path = tmp_path / "tiny.ipynb"
    path.write_bytes(content) if isinstance(content, bytes) else content(path)
    done = graded(path, "--json", str(tmp_path / "report.json"))
    assert done.exit_code == (2 if name == "nothing" else 1)
    assert words in done.stderr and str(path) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and done.stdout == ""
    assert not (tmp_path / "report.json").exists()


def test_a_file_without_read_permission_is_one_line_and_exit_status_1(as_user: Any, tiny: Any) -> None:
    (as_user.folder / "course").mkdir()
    for name in ("nbgrader_config.py", "source/tiny/tiny.ipynb", "autograder/suites/tiny/driver.py"):
        target = as_user.folder / "course" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((tiny.root / name).read_bytes())
    for path in tiny.assignment.suite.glob("test_*.py"):
        (as_user.folder / "course" / "autograder" / "suites" / "tiny" / path.name).write_bytes(path.read_bytes())
    secret = as_user.folder / "secret.ipynb"
    secret.write_text("{}")
    secret.chmod(0o000)
    script = """
import sys
from click.testing import CliRunner
from autograder.cli import main
done = CliRunner().invoke(main, ["--course", "course", "grade", "tiny", "secret.ipynb"])
print(done.exit_code, done.stderr.strip())
"""
    assert as_user.python(script).strip() == "1 autograder: secret.ipynb: cannot be read: Permission denied"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grade", "nosuch", "x.ipynb"], "no assignment 'nosuch'"),
        (["grade", "../tiny", "x.ipynb"], "no assignment '../tiny'"),
        (["grade", "tiny", "x.ipynb", "--only", "softmax"], "cannot be read"),
        (["check", "x.ipynb"], "cannot be read"),
    ],
)
def test_a_missing_assignment_or_file_is_one_line_and_exit_status_2(
    tiny: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tiny.root)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture(scope="module")
def odd(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, dict[str, Any]]:
    """The run and the JSON report of one submission with every fault that still allows a grade, and another file name."""
    folder = tmp_path_factory.mktemp("odd")
    node = tiny.notebook(
        relu="def relu(X)\n    return X", shift="def shift(X):\n    print('\\ud800')\n    return 1 + X"
    )
    cells = {grade_id(cell): cell for cell in node.cells if grade_id(cell)}
    cells["check-relu"].metadata.nbgrader.points = 5_000
    cells["check-double"].source = "import os; os._exit(0)"
    cells["shift"].cell_type = "raw"
    node.cells = [cell for cell in node.cells if grade_id(cell) != "check-shift"]
    node.cells.insert(node.cells.index(cells["double"]), v4.new_code_cell("def double(X): return 0", id="first"))
    node.cells[node.cells.index(cells["double"]) - 1].metadata = dict(cells["double"].metadata)
    node.metadata = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    node.cells += [v4.new_code_cell("1 / 0"), v4.new_markdown_cell("<script>alert(1)</script>")]
    path = folder / "tiny (3) final.ipynb"
    path.write_text(json.dumps(node))
    options = [
        "--course",
        str(tiny.root),
        "grade",
        "tiny",
        str(path),
        "--seed",
        "1",
        "--json",
        str(folder / "out.json"),
    ]
    done = CliRunner().invoke(main, options)
    assert done.exit_code == 0, done.stderr
    return done, json.loads((folder / "out.json").read_text("utf-8"))


def test_each_oddity_of_a_submission_is_named(odd: tuple[Result, dict[str, Any]]) -> None:
    _, report = odd
    assert set(report["notes"]) == {
        "The notebook is for a kernel of the language R; it was graded as Python.",
        "There is more than one cell double: all were run, and what the name meant at its test cell counts.",
        "The cell shift is a raw cell; it was read as code.",
        "The cell check-shift was missing; it was put back.",
    }


def test_an_oddity_costs_only_its_own_cell_points(odd: tuple[Result, dict[str, Any]]) -> None:
    _, report = odd
    points = {cell["cell"]: (cell["points"], cell["max_points"]) for cell in report["cells"]}
    assert points == {"relu": (0, 4), "double": (6, 6), "shift": (5, 5), "training": (7, 7)}
    assert report["complete"] and report["student"] is None


def test_a_syntax_error_in_a_cell_is_reported_with_its_line(odd: tuple[Result, dict[str, Any]]) -> None:
    _, report = odd
    message = report["cells"][0]["checks"][0]["message"]
    assert message.startswith("relu is not defined: its cell raised SyntaxError: ")
    assert "line 1: def relu(X)" in message


def test_the_text_report_of_odd_characters_can_be_printed(odd: tuple[Result, dict[str, Any]]) -> None:
    done, _ = odd
    assert "18 of 25 points" in done.stdout
    assert "more than one cell double" in " ".join(done.stdout.split())


def test_a_report_that_cannot_be_written_is_one_line_and_exit_status_3(
    graded: Callable[..., Result], tiny: Any, tmp_path: Path
) -> None:
    nbformat.write(tiny.blank(), tmp_path / "tiny.ipynb")
    done = graded(tmp_path / "tiny.ipynb", "--only", "relu", "--json", "/dev/full")
    assert done.exit_code == 3
    assert "No space left on device" in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert Path("/dev/full").is_char_device()


def test_a_report_for_a_device_does_not_replace_it(graded: Callable[..., Result], tiny: Any, tmp_path: Path) -> None:
    nbformat.write(tiny.blank(), tmp_path / "tiny.ipynb")
    (tmp_path / "out").symlink_to("/dev/null")
    done = graded(tmp_path / "tiny.ipynb", "--only", "relu", "--json", str(tmp_path / "out"))
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "out").is_symlink() and Path("/dev/null").is_char_device()
