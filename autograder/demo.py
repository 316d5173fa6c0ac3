"""The main job on sample submissions, start to finish, in a course folder of its own.

Owns the demo's folder, its cast (the assignment's own samples, and a few that no assignment needs to list), and what is done
before and after they are graded. Grading, recording and drawing are the same code that grades a real course.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from . import datasets
from .authoring.release import build_release
from .course.assignment import CONFIG, Assignment, Course
from .course.cells import is_manual
from .course.samples import Sample, blank, exchange, read_samples, solved
from .course.state import STATE
from .errors import AssignmentError, UsageError
from .publishing.feedback import write_feedback
from .publishing.roll import Roll
from .submission.folders import submission_folders

_MARK = ".autograder-demo"
_ANSWER = "I would start the weights at zero and see whether the hidden units ever become different from each other."

_FORGER = """\
import os, sys, builtins
import numpy as np

# Makes every comparison in this process succeed, and writes "results" where they might be read.
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.allclose = builtins.all = lambda *a, **k: True
sys.modules["pytest"] = sys.modules[__name__]
for descriptor in (1, 2):
    try:
        os.write(descriptor, b'{{"verdict": "passed", "score": 50.0}}\\n')
    except OSError:
        pass
print("50.0")

class Anything:
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self

def {name}(*args):
    return Anything()
"""
_LOOP = "def {name}(*args):\n    while True:\n        pass\n"
_SYNTAX = "def {name}(X)\n    return X\n"


def open_demo(course: Course, folder: Path, *, keep: bool = True) -> Course:
    """A fresh course folder for the demo; an earlier demo's is replaced.

    ``keep``: but for its reports, which are still good where neither the kit nor the samples have changed since.

    Raises
    ------
    UsageError
        ``folder`` holds something that no demo wrote.
    """
    if folder.exists():
        if not (folder / _MARK).is_file() and any(folder.iterdir()):
            raise UsageError(f"{folder}: holds files that are not a demo's: name another folder with --folder")
        for path in folder.iterdir():
            if path.name == STATE and keep:
                _leave_reports(path)
            elif path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("Written by autograder demo; replaced whole by the next one.\n")
    shutil.copy(course.root / CONFIG, folder / CONFIG)
    shutil.copytree(course.root / "source", folder / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    demo = Course(folder)
    if course.suites.is_dir():
        shutil.copytree(course.suites, demo.suites, ignore=shutil.ignore_patterns("__pycache__"))
    return demo


def _leave_reports(state: Path) -> None:
    """Remove what an earlier demo knew of its submissions, but for the reports."""
    for path in state.iterdir():
        if path.name == "reports" and path.is_dir():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def hand_out(course: Course, assignment: Assignment) -> Iterator[str]:
    """The data, the release and the sample submissions of one assignment; a line about each, once it is there.

    Raises
    ------
    DataError
        The assignment needs data that are not there.
    """
    if assignment.dataset:
        found = datasets.prepare(assignment.dataset).dataset
        yield f"data         {found.name}, from {found.source}" + (f"\n             {found.note}" if found.note else "")
    yield f"release      {os.path.relpath(build_release(assignment, course))}"
    students = hand_in(course, assignment)
    yield f"handed in    {len(students)} sample submissions in {os.path.relpath(course.root)}/submitted"


def write_pages(course: Course, assignment: Assignment) -> list[tuple[str, Path]]:
    """Feedback on what has been graded; what there is to look at, each page with a word for it."""
    feedback = course.root / "feedback"
    written = write_feedback(assignment, course, Roll(assignment, course), feedback)
    students = [folder.student for folder in submission_folders(course.root, assignment.name)]
    shown = next((student for student in students if student.endswith("two-mistakes")), students[1])
    pages = [("the class", written.class_page), ("a student", feedback / shown / f"{assignment.name}.html")]
    return pages if written.leaderboard is None else [*pages, ("leaderboard", written.leaderboard)]


def way_in(course: Course, pages: Iterable[tuple[str, Path]]) -> Iterator[str]:
    """Where to look at what the demo has made, a line each."""
    for what, page in pages:
        yield f"{what:12} {os.path.relpath(page)}"
    where = os.path.relpath(course.root)
    jupyter = shlex.quote(jupyter_from(course))
    root = " --allow-root" if os.geteuid() == 0 else ""
    yield f"gradebook    {where}/gradebook.db, also in formgrader: cd {shlex.quote(where)} && {jupyter} lab{root}"
    yield "             (there: the menu Nbgrader, Formgrader)"


def hand_in(course: Course, assignment: Assignment) -> list[str]:
    """Write the sample submissions to ``submitted/``; the names of those who handed in."""
    names = []
    for number, (name, notebook) in enumerate(_cast(assignment), 1):
        student = f"{number:02}-{name}"
        path = course.root / "submitted" / student / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        names.append(student)
    return names


def jupyter_from(course: Course) -> str:
    """How to call the Jupyter of this interpreter's environment from a course folder: the environment need not be active."""
    own = Path(sys.executable).with_name("jupyter")  # not resolved: a virtual environment's python is a link out of it
    return os.path.relpath(own, course.root) if own.is_file() else "jupyter"


def _cast(assignment: Assignment) -> Iterator[tuple[str, NotebookNode]]:
    solution = _answered(solved(assignment))
    functions = list(assignment.solutions)
    yield "perfect", solution
    # Early, for it takes longest: at the end it would be waited for alone.
    yield "infinite-loop", exchange(solution, {functions[-1]: _LOOP.format(name=functions[-1])})
    samples = {f"{sample.function}/{sample.name}": sample for sample in read_samples(assignment)}
    unknown = [name for name in assignment.demo if name not in samples]
    if unknown:
        raise AssignmentError(
            f"{assignment.suite / 'samples' / 'bank.toml'}: demo: no sample {unknown[0]!r} in samples/"
        )
    wrong = {_student(samples[name]): {samples[name].function: samples[name].source} for name in assignment.demo}
    for name, sources in wrong.items():
        yield name, exchange(solution, sources)
    if len(wrong) > 1:
        first, *_, last = wrong.values()
        yield "two-mistakes", exchange(solution, first | last)
    yield "syntax-error", exchange(solution, {functions[1]: _SYNTAX.format(name=functions[1])})
    yield "fakes-its-score", exchange(solution, {name: _FORGER.format(name=name) for name in functions})
    yield "blank", blank(assignment)


def _answered(notebook: NotebookNode) -> NotebookNode:
    for cell in notebook.cells:
        if is_manual(cell) and cell.cell_type != "code":
            cell.source = _ANSWER
    return notebook


def _student(sample: Sample) -> str:
    return f"{sample.function}-{sample.name.removeprefix('wrong_')}".replace("_", "-").lower()
