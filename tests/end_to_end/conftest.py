"""Fixtures: a course that is graded in seconds (two functions, two checks each, one written question), and a browser."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.assignment import Assignment, Course, load_assignment
from autograder.gradebook.book import CourseGradebook

from . import launcher

CHECKOUT = Path(__file__).resolve().parents[2]

DOUBLE = "def double(x):\n    return 2 * x"
SQUARE = "def square(x):\n    return x * x"

TEST_DOUBLE = '''
import pytest

@pytest.fixture
def machinery(student):
    """Fails on our side for a submission that answers 99."""
    if student.double(1) == 99:
        raise RuntimeError("the machinery gave way")

def test_two(machinery, student):
    """Doubles 2"""
    assert student.double(2) == 4

def test_three(machinery, student):
    """Doubles 3"""
    assert student.double(3) == 6
'''
TEST_SQUARE = '''
def test_three(student):
    """Squares 3"""
    assert student.square(3) == 9

def test_two(student):
    """Squares 2"""
    assert student.square(2) == 4
'''


def _marked(cell: NotebookNode, name: str, **changes: object) -> NotebookNode:
    plain = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    cell.metadata["nbgrader"] = {**plain, **changes}
    return cell


def source_notebook() -> NotebookNode:
    """double for 4 points, square for 6, a written question for 3."""
    cells = [new_markdown_cell("# Toy", id="title")]
    for name, points, body in (
        ("double", 4.0, "return 2 * x"),
        ("square", 6.0, "squared_value = x * x\n    return squared_value"),
    ):
        code = f"def {name}(x):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
        cells.append(_marked(new_code_cell(code, id=f"s-{name}"), name, solution=True))
        cells.append(
            _marked(
                new_code_cell(f"check('{name}')", id=f"c-{name}"),
                f"check-{name}",
                grade=True,
                locked=True,
                points=points,
            )
        )
    answer = new_markdown_cell("### BEGIN SOLUTION\nBecause it is so.\n### END SOLUTION", id="answer")
    cells.append(_marked(answer, "question", grade=True, solution=True, points=3.0))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    notebook.nbformat_minor = 5
    return notebook


class ToyCourse:
    """The folder of the course ``toy``, with methods to hand in, grade and look at results."""

    name = "toy"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = Course(root)
        if root.exists():
            return
        (root / "source" / "toy").mkdir(parents=True)
        shutil.copy(CHECKOUT / "nbgrader_config.py", root)
        self.write_source(source_notebook())
        suite = root / "autograder" / "suites" / "toy"
        suite.mkdir(parents=True)
        (suite / "test_double.py").write_text(TEST_DOUBLE)
        (suite / "test_square.py").write_text(TEST_SQUARE)

    def copy(self, root: Path) -> ToyCourse:
        """Copy the course as it is now to another folder."""
        shutil.copytree(self.root, root)
        return ToyCourse(root)

    @property
    def assignment(self) -> Assignment:
        return load_assignment("toy", self.course)

    @property
    def gradebook(self) -> CourseGradebook:
        return CourseGradebook.open(self.course)

    def write_source(self, notebook: NotebookNode) -> None:
        nbformat.write(notebook, self.root / "source" / "toy" / "toy.ipynb")

    def notebook(self, *, double: str = DOUBLE, square: str = SQUARE, answer: str = "My own words.") -> NotebookNode:
        """A filled-in notebook, right except for the given cells."""
        notebook = source_notebook()
        written = {"double": double, "square": square, "question": answer}
        for cell in notebook.cells:
            cell.source = written.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        return notebook

    def folder(self, student: str) -> Path:
        """The student's submission folder, made where there is none."""
        folder = self.root / "submitted" / student / "toy"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(
        self, student: str, notebook: NotebookNode | None = None, *, name: str = "toy.ipynb", **cells: str
    ) -> Path:
        """Write a submission; returns the file."""
        path = self.folder(student) / name
        nbformat.write(self.notebook(**cells) if notebook is None else notebook, path)
        return path

    def autograded(self, student: str) -> NotebookNode:
        return nbformat.read(self.root / "autograded" / student / "toy" / "toy.ipynb", as_version=4)

    def scores(self, student: str) -> dict[str, float | None]:
        return dict(self.gradebook.grades("toy", student)[student].automatic)

    def students(self) -> set[str]:
        """Every student in the gradebook, each of whom has a row in nbgrader's export."""
        with self.gradebook.database() as book:
            return {student.id for student in book.students}

    def snapshot(self) -> dict[str, bytes]:
        """Every file of autograded/ and, row by row, the gradebook."""
        files = {str(path): path.read_bytes() for path in (self.root / "autograded").rglob("*") if path.is_file()}
        with self.gradebook.database() as book:
            rows = "\n".join(book.db.connection().connection.iterdump())
        return {**files, "gradebook": rows.encode()}

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which processes import this checkout's autograder and read no personal settings of Jupyter."""
        own = {"JUPYTER_CONFIG_DIR": str(self.root.with_name("jupyter")), "JUPYTER_NO_CONFIG": "1"}
        path = os.pathsep.join((str(CHECKOUT), os.environ["PYTHONPATH"]))
        return {**os.environ, "PYTHONPATH": path, **own}

    def nbgrader(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run nbgrader's own command in the course's folder, without the environment's scripts on PATH."""
        return launcher.run("nbgrader", arguments, cwd=self.root, env=self.environment, umask=-1, timeout=timeout)


@pytest.fixture(scope="module", autouse=True)
def quick_start() -> Iterator[None]:
    """Let programs that these tests start, such as nbgrader's, start faster by about 1 s each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).with_name("quick_start")), prepend=os.pathsep)
        yield
    launcher.end()


@pytest.fixture
def toy(tmp_path: Path) -> ToyCourse:
    return ToyCourse(tmp_path / "course")


@pytest.fixture(scope="session")
def toy_course() -> type[ToyCourse]:
    """The class, for fixtures that make a course of their own."""
    return ToyCourse


@pytest.fixture(scope="session")
def browser() -> ModuleType:
    """The module browser.py, loaded from its file, because pytest does not put this folder on the import path."""
    spec = importlib.util.spec_from_file_location("browser", Path(__file__).with_name("browser.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(browser: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page of headless Chromium that sends the token of a `browser.Server`."""
    opened = browser.Page(browser.find_chromium(), tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()
