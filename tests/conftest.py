"""Fixtures that several tests share: a tiny course, submissions for it, a room without a process.

The course has three functions, one written question and one check that needs all three functions. Its suite is a real one,
small enough to be graded in a moment.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.assignment import Assignment, Course, load_assignment
from autograder.files import cache_folder
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import open_view, run_checks
from autograder.grading.plan import Plan
from autograder.guest import wire
from autograder.model import CauseKind, CellReport, CheckResult, Report
from autograder.room.bubblewrap import View
from autograder.room.limits import LIMITS
from autograder.room.process import RoomDied
from autograder.submission.rebuild import Submission, read_submission

v4 = nbformat.v4
KIT = Path(__file__).resolve().parents[1]

# No other file holds these comments: where a test finds one, a solution has leaked.
SOLUTIONS = {
    "relu": "def relu(X):\n    return nd.maximum(X, 0)  # instructor's relu",
    "double": "def double(X):\n    return 2 * relu(X)  # instructor's double",
    "shift": "def shift(X):\n    return X + 1  # instructor's shift",
}
POINTS = {"relu": 4.0, "double": 6.0, "shift": 5.0, "training": 7.0}
MANUAL_POINTS = 3.0
ONLY_IN_NOTEBOOK = "raise SystemExit('a notebook-only cell was run')"
STUB = "def {0}(X):\n    raise NotImplementedError()"

TEST_RELU = '''
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.weight(2)
@pytest.mark.hint("Compare with 0.")
def test_values(student, rng):
    """Negative numbers become 0."""
    X = rng.normal(size=(3, 4)).astype(np.float32)
    got = student.relu(X)
    assert getattr(got, "kind", None) == "ndarray", f"relu(X) is {got!r}"
    worst = np.abs(got.values - np.maximum(X, 0)).max()
    assert worst == 0, f"relu({X[0, 0]}) is off by {worst}"


@given(x=st.integers(-8, 8))
def test_property(student, x):
    """Any whole number"""
    got = student.relu(np.float32([x]))
    assert getattr(got, "kind", None) == "ndarray" and got.values.tolist() == [max(x, 0)], f"relu({x})"
'''
TEST_RELU_HIDDEN = '''
import numpy as np
import pytest


@pytest.mark.hint("Think of large numbers.")
def test_large(student):
    """Large numbers stay

    A network may have entries of any size.
    """
    got = student.relu(np.float32([-4321, 1234]))
    assert getattr(got, "kind", None) == "ndarray" and got.values.tolist() == [0, 1234], "expected 1234, secretly"
'''
TEST_DOUBLE = '''
import numpy as np


def test_values(student, rng):
    """Twice relu"""
    X = rng.normal(size=(3, 4)).astype(np.float32)
    got = student.double(X)
    assert getattr(got, "kind", None) == "ndarray", f"double(X) is {got!r}"
    assert np.array_equal(got.values, 2 * np.maximum(X, 0)), "double(X) is wrong"
'''
TEST_SHIFT_HIDDEN = '''
import numpy as np


def test_values(student, rng):
    """One more

    Because it is the next number.
    """
    X = rng.normal(size=(3, 4)).astype(np.float32)
    got = student.shift(X)
    assert getattr(got, "kind", None) == "ndarray" and np.array_equal(got.values, X + 1), "secret"
'''
TEST_TRAINING = '''
import numpy as np
import pytest


def test_chain(student):
    """All three together"""
    got = student.drive("chain", np.float32([-1, 1]))
    assert got.values.tolist() == [1, 3], f"the chain gives {got.values.tolist()}"


@pytest.mark.own_chain
def test_own(student):
    """Your own functions, end to end"""
    got = student.drive("chain", np.float32([-1, 1]))
    assert got.values.tolist() == [1, 3], f"your own chain gives {got.values.tolist()}"
'''
DRIVER = """
def chain(student, X):
    return student.shift(student.double(X))
"""
SUITE = {
    "test_relu.py": TEST_RELU,
    "test_relu_hidden.py": TEST_RELU_HIDDEN,
    "test_double.py": TEST_DOUBLE,
    "test_shift_hidden.py": TEST_SHIFT_HIDDEN,
    "test_training.py": TEST_TRAINING,
    "driver.py": DRIVER,
}


def _nbgrader(name: str, **fields: Any) -> dict[str, Any]:
    metadata = {"schema_version": 3, "grade_id": name, "locked": True, "solution": False, "grade": False, "task": False}
    return {"nbgrader": {**metadata, **fields}}


def _cells(sources: Mapping[str, str], answer: str) -> list[NotebookNode]:
    cells = [
        v4.new_markdown_cell("# Three functions", id="title"),
        v4.new_code_cell(
            "import mxnet as mx\nfrom mxnet import autograd, nd", metadata=_nbgrader("imports"), id="c-imports"
        ),
        v4.new_code_cell(ONLY_IN_NOTEBOOK, metadata={"tags": ["notebook-only"]}, id="plots"),
    ]
    for name, source in sources.items():
        check = _nbgrader("check-" + name, grade=True, points=POINTS.get(name, 1))
        cells += [
            v4.new_markdown_cell(f"Write {name}.", id=f"text-{name}"),
            v4.new_code_cell(source, metadata=_nbgrader(name, solution=True, locked=False), id=f"c-{name}"),
            v4.new_code_cell(f"# check {name}", metadata=check, id=f"c-check-{name}"),
        ]
    manual = _nbgrader("question", grade=True, solution=True, locked=False, points=MANUAL_POINTS)
    training = _nbgrader("check-training", grade=True, points=POINTS["training"])
    return [
        *cells,
        v4.new_markdown_cell(answer, metadata=manual, id="c-question"),
        v4.new_code_cell("# check training", metadata=training, id="c-check-training"),
    ]


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return v4.new_notebook(cells=cells, metadata=kernel)


def build_course(
    root: Path, suite: Mapping[str, str] | None = None, solutions: Mapping[str, str] | None = None
) -> Course:
    """Write a course with the assignment ``tiny`` below ``root``; ``suite`` and ``solutions`` replace parts of it."""
    source = root / "source" / "tiny"
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").touch()
    nbformat.write(_notebook(_cells(solutions or SOLUTIONS, "Because.")), source / "tiny.ipynb")
    folder = root / "autograder" / "suites" / "tiny"
    folder.mkdir(parents=True)
    for name, text in (SUITE if suite is None else suite).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return Course(root)


@dataclass(frozen=True)
class Tiny:
    """The tiny assignment, and submissions for it."""

    assignment: Assignment
    solutions: Mapping[str, str] = field(default_factory=lambda: dict(SOLUTIONS))

    @property
    def root(self) -> Path:
        return self.assignment.path.parents[2]

    def notebook(self, *, answer: str = "My answer.", **sources: str) -> NotebookNode:
        """A submission, right except for ``sources``. The source "" is an empty cell, "STUB" the cell of the release."""
        own = {name: f"def {name}(X):\n    {_BODIES[name]}" for name in self.solutions if name in _BODIES}
        own |= {name: STUB.format(name) if source == "STUB" else source for name, source in sources.items()}
        return _notebook(_cells(own, answer))

    def blank(self) -> NotebookNode:
        return self.notebook(answer="YOUR ANSWER HERE", **dict.fromkeys(self.solutions, "STUB"))

    def submission(self, **sources: str) -> Submission:
        return read_submission(self.assignment, self.notebook(**sources))

    def run(self, submission: Submission | NotebookNode | None = None, **options: Any) -> Report:
        """Grade in this process: real cells, real MXNet, the real suite, but no IPython and no sandbox."""
        if isinstance(submission, NotebookNode):
            submission = read_submission(self.assignment, submission)
        room = options.pop("room", None) or PlainRoom()
        limits, gpu = options.pop("limits", LIMITS), options.pop("gpu", None)
        diagnostician = Diagnostician(self.assignment) if options.pop("diagnose", gpu is None) else None
        plan = Plan.of(self.assignment, **{"seed": 1, **options})
        view = open_view(self.assignment, plan.data, limits=limits, gpu=gpu)
        with view as room.view, diagnostician or contextlib.nullcontext():
            return run_checks(self.assignment, submission or self.submission(), room, plan, diagnostician)


_BODIES = {"relu": "return nd.relu(X)", "double": "return relu(X) + relu(X)", "shift": "return 1 + X"}


class PlainRoom:
    """A `Room` in this process. A cell or call that raises `RoomDied` stands for a process that died.

    ``requests`` lists every request's kind and body; ``slow`` names functions whose calls run out of time; ``pace`` is the
    number of seconds that each request adds to the room's clock.
    """

    view: View  # set by the caller, before grading

    def __init__(self, slow: tuple[str, ...] = (), pace: float = 0.0) -> None:
        self.requests: list[tuple[str, Any]] = []
        self.closed = False
        self._slow = slow
        self._session: Any = None
        self._pace = pace
        self.spent = 0.0

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        from autograder.guest.session import Session, describe

        self.requests.append((kind, body))
        self.spent += self._pace
        body = _copied(body)
        if kind == "start":
            variables: dict[str, Any] = {"RoomDied": RoomDied}
            self._session = Session(variables, body["driver"], _Shell(variables))
            self._session.seed(body["seed"], at_once=True)
            return wire.Frame(0, "done", None)
        if self._session is None:
            raise RoomDied("had already ended")
        try:
            if kind == "call" and body["function"] in self._slow:
                raise RoomDied("ran out of time", CauseKind.TIMED_OUT)
            answer = getattr(self._session, kind)(**body)
        except RoomDied:
            self._session = None
            raise
        except BaseException as error:
            return wire.Frame(0, "error", describe(error))
        if isinstance(answer, dict) and isinstance(answer.get("error"), dict) and answer["error"]["name"] == "RoomDied":
            self._session = None
            raise RoomDied(answer["error"]["message"], CauseKind.ENDED)
        return wire.Frame(0, "value" if kind in ("call", "drive", "read") else "done", _copied(answer))

    def close(self) -> None:
        self.closed = True

    def sources(self) -> list[str]:
        return [body["source"] for kind, body in self.requests if kind in ("instruct", "run")]


class _Shell:
    """The part of IPython's shell that a session needs."""

    after_statement: Callable[[], None]

    def __init__(self, variables: dict[str, Any]) -> None:
        self._variables = variables
        self._cells = 0

    def run_cell(self, source: str, store_history: bool) -> types.SimpleNamespace:
        self._cells += 1
        name = f"<ipython-input-{self._cells}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        result = types.SimpleNamespace(error_before_exec=None, error_in_exec=None)
        try:
            statements = ast.parse(source).body
        except SyntaxError as error:
            result.error_before_exec = error
            return result
        for statement in statements:
            try:
                exec(compile(ast.Module([statement], []), name, "exec"), self._variables)
            except BaseException as error:
                result.error_in_exec = error
                return result
            finally:
                self.after_statement()
        return result


def _copied(value: Any) -> Any:
    return wire.decode(wire.encode(wire.Frame(0, "value", value))[4:]).body


# Environment variables that set the style of output, or this kit's device.
PREFERENCES = "CLICOLOR CLICOLOR_FORCE COLUMNS FORCE_COLOR LINES NO_COLOR PYTHONWARNINGS AUTOGRADER_DEVICE".split()


@pytest.fixture(scope="session", autouse=True)
def no_personal_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the settings for Jupyter, IPython and matplotlib of the person who runs the tests; allow a read-only home folder."""
    folder = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        for name in PREFERENCES:
            patch.delenv(name, raising=False)
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR"):
            patch.setenv(name, str(folder / name.lower()))
            (folder / name.lower()).mkdir()
        with contextlib.suppress(OSError):
            cache_folder().mkdir(parents=True, exist_ok=True)
        if not os.access(cache_folder(), os.W_OK):
            patch.setenv("XDG_CACHE_HOME", str(folder))
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """The tiny assignment; not to be changed."""
    return Tiny(load_assignment("tiny", build_course(tmp_path_factory.mktemp("course"))))


@pytest.fixture
def make_tiny(tmp_path: Path) -> Callable[..., Tiny]:
    """Make another tiny assignment, with other files in its suite (``None``: without that file) or other solutions."""
    made = iter(range(100))

    def make(files: Mapping[str, str | None] | None = None, solutions: Mapping[str, str] | None = None) -> Tiny:
        suite = {name: text for name, text in {**SUITE, **(files or {})}.items() if text is not None}
        course = build_course(tmp_path / f"course-{next(made)}", suite, solutions)
        return Tiny(load_assignment("tiny", course), dict(solutions or SOLUTIONS))

    return make


@dataclass(frozen=True)
class OrdinaryUser:
    """Runs Python as a user who owns nothing but ``folder``, or as the current user where that is not root."""

    folder: Path

    def python(self, script: str, *arguments: str, root: bool = False) -> str:
        """Run ``script`` as this user (as the current user with ``root``) and return its output; fail where it fails."""
        done = subprocess.run(
            self._command(script, arguments, root=root),
            env=self._environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3_000:]
        return done.stdout

    def popen(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """Start ``script`` as this user, with pipes to its standard input and output."""
        return subprocess.Popen(
            self._command(script, arguments),
            env=self._environment,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "HOME": str(self.folder), "PYTHONPATH": str(KIT), "LANG": "C.UTF-8"}

    def _command(self, script: str, arguments: Sequence[str], *, root: bool = False) -> list[str]:
        command = [sys.executable, "-c", script, *arguments]
        if os.geteuid() == 0 and not root:
            return ["unshare", "--mount", "--propagation", "private", "sh", "-euc", self._opened(), "sh", *command]
        return command

    def _opened(self) -> str:
        """A shell script for a private mount namespace: make Python's folders reachable, then stop being root."""
        needed = dict.fromkeys(Path(folder).resolve() for folder in (sys.base_prefix, sys.prefix, KIT))
        stage = self.folder / "stage"
        lines = ["umask 022", f"mkdir -p {stage}", f"mount -t tmpfs -o mode=755 tmpfs {stage}"]
        for number, folder in enumerate(needed):
            lines += [f"mkdir {stage}/{number}", f"mount --bind {shlex.quote(str(folder))} {stage}/{number}"]
        for closed in dict.fromkeys(filter(None, map(_closed, needed))):
            lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(closed))}")
        for number, folder in enumerate(needed):
            if _closed(folder):
                lines += [
                    f"mkdir -p {shlex.quote(str(folder))}",
                    f"mount --bind {stage}/{number} {shlex.quote(str(folder))}",
                ]
        return "\n".join([*lines, 'exec setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"'])


def _closed(folder: Path) -> Path | None:
    """The topmost parent of ``folder`` that other users may not enter."""
    return next((parent for parent in reversed(folder.parents) if not parent.stat().st_mode & 0o001), None)


@pytest.fixture(scope="session")
def ordinary_user() -> Iterator[OrdinaryUser]:
    """An ordinary user with a folder; skips where root cannot become one."""
    if os.geteuid() == 0 and not (shutil.which("unshare") and shutil.which("setpriv")):
        pytest.skip("root needs util-linux to become an ordinary user")
    with tempfile.TemporaryDirectory(prefix="user-", dir="/tmp") as folder:
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
        yield OrdinaryUser(Path(folder))


@pytest.fixture
def as_user(ordinary_user: OrdinaryUser) -> OrdinaryUser:
    """The ordinary user, with an empty folder."""
    for path in ordinary_user.folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return ordinary_user


@pytest.fixture
def plain_room() -> type[PlainRoom]:
    return PlainRoom


A100 = "0, GPU-aa, NVIDIA A100-SXM4-40GB, 40960, 40000, 8.0, 535.104.05, 00000000:3B:00.0"
H200 = "1, GPU-bb, NVIDIA H200, 143771, 143000, 9.0, 570.86.15, 00000000:5E:00.0"


@dataclass
class Smi:
    """An nvidia-smi that prints given lines. ``folder`` takes the place of PATH, ``dev`` that of /dev."""

    folder: Path
    dev: Path
    a100: str = A100
    h200: str = H200

    def says(self, *lines: str, status: int = 0) -> None:
        program = self.folder / "nvidia-smi"
        words = "\n".join(lines)
        program.write_text(f"#!/bin/sh\nprintf '%s\\n' {shlex.quote(words)}\nexit {status}\n")
        program.chmod(0o755)


@pytest.fixture
def smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Smi:
    """A machine with the CUDA build of MXNet. It has no nvidia-smi until the test calls ``says``."""
    from autograder.gpu import driver, libraries

    folder, dev = tmp_path / "path", tmp_path / "dev"
    for made in (folder, dev):
        made.mkdir()
    for name in ("nvidia0", "nvidia1", "nvidia2", "nvidia3", "nvidiactl", "nvidia-uvm"):
        (dev / name).touch()
    monkeypatch.setenv("PATH", str(folder))  # this machine may have a driver
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(driver, "DEV", dev)
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    monkeypatch.setattr(driver, "PROC", tmp_path / "proc")
    return Smi(folder, dev)


@pytest.fixture
def cell_of() -> Callable[[Report, str], CellReport]:
    """Pick a report's cell by name."""
    return lambda report, name: next(cell for cell in report.cells if cell.cell == name)


@pytest.fixture
def check_of() -> Callable[[Report, str], CheckResult]:
    """Pick a report's check by name, such as ``test_relu.py::test_values``."""
    return lambda report, name: next(check for cell in report.cells for check in cell.checks if check.name == name)


@pytest.fixture
def verdicts() -> Callable[[Report], dict[str, str]]:
    """Every check of a report with its verdict."""
    return lambda report: {check.name: check.verdict.value for cell in report.cells for check in cell.checks}
