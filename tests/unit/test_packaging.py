"""The wheel, the release and the lock files: nothing secret reaches students, and every dependency is pinned."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.version import Version

from autograder.authoring.release import build_release
from autograder.course.assignment import Course, load_assignment
from autograder.course.cells import grade_id

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
# Files that may be lying in or beside a suite, none of which students may get.
STRAY_IN_A_SUITE = [
    "test_relu_hidden.py",
    "test_relu_hiden.py",
    "test_relu_hidden.py.orig",
    "conftest.py",
    "solutions.py",
    "solution.ipynb",
    "misconceptions/test_relu.py",
    "samples/bank.toml",
    "samples/relu.py",
    "samples/relu/wrong_axis_0.py",
    ".ipynb_checkpoints/solution-checkpoint.ipynb",
    "__pycache__/test_relu_hidden.cpython-311.pyc",
]
SECRET = "the-answer-of-this-course"


def plant(root: Path, *names: str) -> None:
    for path in (root / name for name in names):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# {SECRET}\n")


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# The wheel and the source distribution


def wheel(root: Path, folder: Path) -> dict[str, bytes]:
    """Build a wheel; returns its files without their metadata."""
    (path,) = WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist() if ".dist-info/" not in name}


def sdist(root: Path, folder: Path) -> dict[str, bytes]:
    """Build a source distribution; returns its files without their metadata."""
    (path,) = SdistBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    with tarfile.open(path) as packed:
        contents = {each.name: packed.extractfile(each) for each in packed.getmembers() if each.isfile()}
        found = {name.partition("/")[2]: file.read() for name, file in contents.items() if file}
    return {name: found[name] for name in found.keys() - {"PKG-INFO", "LICENSE", "pyproject.toml", ".gitignore"}}


BUILDERS = [wheel, sdist]


def engine() -> set[str]:
    """Every file of the package outside the suites: modules, templates, static files, and the files that `new` writes."""
    files = {f"autograder/{name}" for name in tree(PACKAGE)}
    return {name for name in files if not name.startswith("autograder/suites/") and "__pycache__" not in name}


@pytest.fixture(scope="module")
def littered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with stray files in it that must not be shipped."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(PACKAGE, root / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("source", "release"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("pyproject.toml", "LICENSE", "README.md", "nbgrader_config.py"):
        shutil.copy(ROOT / name, root)
    for suite in ("autograder/suites/mlp-mnist", "autograder/suites/another", "autograder/suites"):
        plant(root / suite, *STRAY_IN_A_SUITE)
    plant(
        root,
        *("source/mlp-mnist/.ipynb_checkpoints/mlp-mnist-checkpoint.ipynb", "source/mlp-mnist/__pycache__/a.pyc"),
        *("source/mlp-mnist/old/solved.ipynb", "source/mlp-fashion/.ipynb_checkpoints/solutions.py"),
        *("solutions.py", "mlp-mnist.ipynb", "grades.csv", "submitted/ann/mlp-mnist/mlp-mnist.ipynb"),
        *("checks/mlp-mnist/test_relu.py", "tests/test_relu_hidden.py", "autograder-data/labels.py"),
        *("autograder/notes.txt", "autograder/mlp-mnist.ipynb", "autograder/test_relu_hidden.py", "autograder/.env.py"),
        *("autograder/samples/relu/right_maximum.py", "autograder/checks/mlp-mnist/test_relu.py"),
        *("autograder/source/mlp-mnist/mlp-mnist.ipynb", "autograder/release/mlp-mnist/mlp-mnist.ipynb"),
        *("autograder/checking/test_relu_hidden.py", "autograder/checking/solution.ipynb"),
        *("autograder/static/solution.ipynb", "autograder/reports/templates/.ipynb_checkpoints/solution.py"),
        *("autograder/authoring/new/lab-1.ipynb", "autograder/authoring/new/suite/test_linear_hidden.py"),
        *("autograder/authoring/new/suite/notes.md", "autograder/authoring/new/suite/.ipynb_checkpoints/driver.py"),
    )
    return root


@pytest.mark.parametrize("build", BUILDERS)
def test_the_engine_is_shipped_and_no_suite(build: Callable[..., Any], littered: Path, tmp_path: Path) -> None:
    packed = build(littered, tmp_path)
    assert packed.keys() == engine()
    assert not [name for name, content in packed.items() if SECRET.encode() in content]
    assert {name: content for name, content in packed.items() if content != (ROOT / name).read_bytes()} == {}


def test_the_engine_has_modules_templates_and_static_files() -> None:
    """So that the comparison above does not compare empty sets."""
    assert {Path(name).suffix for name in engine()} == {".py", ".j2", ".css", ".js", ".ipynb", ".toml"}
    assert "autograder/cli.py" in engine() and "autograder/authoring/new/suite/test_linear.py" in engine()


# What students get


def by_the_kit(course: Course, name: str) -> Path:
    return build_release(load_assignment(name, course), course)


def by_nbgrader(course: Course, name: str) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--force"],
        cwd=course.root,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return course.root / "release" / name


@pytest.mark.parametrize(
    ("make", "name"), [*((by_the_kit, name) for name in Course(ROOT).assignments()), (by_nbgrader, "mlp-mnist")]
)
def test_the_notebook_and_the_visible_checks_are_handed_out_and_nothing_else(
    make: Callable[..., Path], name: str, littered: Path
) -> None:
    released = make(Course(littered), name)
    checks = {f"checks/{name}/{file}" for file in visible(PACKAGE / "suites" / name)}
    assert tree(released) == {f"{name}.ipynb", *checks}
    for path in tree(released):
        content = (released / path).read_bytes()
        assert content == (ROOT / "release" / name / path).read_bytes(), "as it is committed"
        assert SECRET.encode() not in content


def visible(suite: Path) -> set[str]:
    """The visible checks of a suite, its driver and settings, and the files that these import, determined independently."""
    waiting = [path for path in suite.glob("test_*.py") if not path.stem.endswith("_hidden")] + [suite / "driver.py"]
    found = {"suite.toml"}
    while waiting:
        path = waiting.pop()
        if path.name not in found:
            found.add(path.name)
            waiting += [suite / f"{name}.py" for name in imported(path) if (suite / f"{name}.py").exists()]
    return found


def imported(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def test_the_release_holds_the_courses_assignments_and_no_hidden_check() -> None:
    assert sorted(path.name for path in (ROOT / "release").iterdir()) == Course(ROOT).assignments()
    assert not [name for name in tree(ROOT / "release") if "hidden" in name or "samples" in name]


@pytest.mark.parametrize("name", Course(ROOT).assignments())
def test_no_line_of_a_solution_is_shipped_or_handed_out(name: str) -> None:
    handed_out = {f"release/{path}" for path in tree(ROOT / "release") if "/checks/" in path}
    text = "\n".join((ROOT / path).read_text("utf-8") for path in engine() | handed_out if "/new/" not in path)
    assert "def " in text
    for source in load_assignment(name, Course(ROOT)).solutions.values():
        for line in solution_lines(source):
            assert line not in text


def solution_lines(source: str) -> set[str]:
    """The statements and values of a solution that are longer than 24 characters, and so give something away."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None:
            found |= {ast.unparse(node), ast.unparse(node.value)}
    return {line for line in found if len(line) > 24}


STUDENT = """
import autograder, sys
from autograder.cli import main
assert autograder.__file__.startswith(sys.argv.pop(1)), autograder.__file__
main()
"""


@pytest.mark.parametrize("name", Course(ROOT).assignments())
def test_a_student_needs_only_the_wheel_and_the_released_folder(name: str, tmp_path: Path) -> None:
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(path) as packed:
        packed.extractall(tmp_path / "installed")
    folder = shutil.copytree(ROOT / "release" / name, tmp_path / "student")
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    function, solution = next(iter(load_assignment(name, Course(ROOT)).solutions.items()))
    next(cell for cell in notebook.cells if grade_id(cell) == function).source = solution
    nbformat.write(notebook, folder / f"{name}.ipynb")
    done = subprocess.run(
        [sys.executable, "-c", STUDENT, str(tmp_path / "installed"), "check", f"{name}.ipynb"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr  # the other functions are not written yet
    assert re.search(rf"✓ +{function} +(\d+) of \1 checks passed", done.stdout), done.stdout


# What is installed


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda path: path.name)
def test_lock_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert not re.findall(r"^\s*-", text.replace("    --hash=", ""), flags=re.MULTILINE)


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda path: path.name)
def test_lock_pins_every_requirement_with_a_hash(lock: Path) -> None:
    entries = re.sub(r"^\s*#.*\n", "", lock.read_text().replace("\\\n", " "), flags=re.MULTILINE).splitlines()
    pinned = re.compile(r"[a-z0-9-]+==\S+( ;[^-]*)?\s+--hash=sha256:[0-9a-f]{64}")
    assert [entry for entry in entries if not pinned.match(entry)] == []


def test_lock_covers_the_declared_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    declared = {re.split(r"[<>=!~ ]", each)[0] for each in [*project["dependencies"], *extras["cpu"], *extras["dev"]]}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/cpu.lock").read_text(), flags=re.MULTILINE))
    assert declared <= locked


PUBLIC_OF_HYPOTHESIS = {"hypothesis", "hypothesis.errors", "hypothesis.strategies", "hypothesis.extra.numpy"}
PRIVATE_OF_HYPOTHESIS = {"grading/pytest_run.py": {"hypothesis.internal.conjecture.providers"}}


def imported_in_full(path: Path) -> set[str]:
    """The full names of all modules and names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_one_private_module_of_hypothesis_is_used_in_one_place() -> None:
    import hypothesis

    public = PUBLIC_OF_HYPOTHESIS | {f"hypothesis.{name}" for name in hypothesis.__all__}
    used = {
        str(path.relative_to(PACKAGE)): {
            name
            for name in imported_in_full(path)
            if name.partition(".")[0] == "hypothesis"
            and name not in public
            and name.rpartition(".")[0] not in public - {"hypothesis"}
        }
        for path in PACKAGE.rglob("*.py")
    }
    assert {path: names for path, names in used.items() if names} == PRIVATE_OF_HYPOTHESIS


def test_only_versions_of_hypothesis_whose_private_names_were_tried_are_allowed() -> None:
    """Private names move between minor versions. 6.140.0 and the locked version were tried; 6.136.0 lacks a public one, too."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (asked,) = [Requirement(each).specifier for each in dependencies if Requirement(each).name == "hypothesis"]
    locks = [path.read_text() for path in (ROOT / "requirements").glob("*.lock")]
    for locked in {Version(re.findall(r"^hypothesis==(\S+)", text, flags=re.MULTILINE)[0]) for text in locks}:
        assert locked in asked
        assert Version(f"{locked.major}.{locked.minor + 1}.0") not in asked
    assert Version("6.140.0") in asked and Version("6.136.0") not in asked
