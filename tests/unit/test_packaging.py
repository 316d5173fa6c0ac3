"""What the project ships and installs: nothing that students must not read, and everything pinned."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.version import Version

from autograder.authoring.handout import handed_out
from autograder.course.assignment import Course, load_assignment

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "autograder"
SECRETS = [
    "test_relu_hidden.py",
    "test_relu_hiden.py",
    "conftest.py",
    "solutions.py",
    "misconceptions.py",
    "misconceptions/test_relu.py",
    "samples/perfect.ipynb",
    "samples/driver.py",
    "samples/bank.toml",
]


def shipped(root: Path) -> set[str]:
    return {file.distribution_path for file in WheelBuilder(str(root)).recurse_included_files()}


def test_planted_files_stay_out_of_the_wheel(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    before = shipped(tmp_path)
    for suite in ("mlp-mnist", "another"):
        for name in SECRETS:
            secret = tmp_path / "autograder/suites" / suite / name
            secret.parent.mkdir(parents=True, exist_ok=True)
            secret.touch()
    assert shipped(tmp_path) == before


def test_no_hidden_check_is_shipped() -> None:
    assert not [name for name in shipped(ROOT) if "hidden" in name]


@pytest.mark.parametrize("name", Course(ROOT).assignments())
def test_no_line_of_a_solution_is_shipped_or_handed_out(name: str) -> None:
    assignment = load_assignment(name, Course(ROOT))
    files = {ROOT / path for path in shipped(ROOT)} | set(handed_out(assignment))
    text = "\n".join(path.read_text("utf-8") for path in files if "new" not in path.parts)
    assert "def " in text
    for source in assignment.solutions.values():
        for line in solution_lines(source):
            assert line not in text


def solution_lines(source: str) -> set[str]:
    """The statements and returned values of a solution that say how it is done: those with a call or a formula."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None:
            found |= {ast.unparse(node), ast.unparse(node.value)}
    return {line for line in found if len(line) > 24}


def test_only_the_package_is_shipped() -> None:
    assert {name.split("/")[0] for name in shipped(ROOT)} == {"autograder"}


def test_the_whole_engine_is_shipped() -> None:
    suites = PACKAGE / "suites"
    engine = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.is_relative_to(suites)
    }
    assert engine <= shipped(ROOT)


def imported(path: Path) -> set[str]:
    """The top-level names of what a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    "suite", sorted(path for path in (PACKAGE / "suites").iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_every_visible_check_is_shipped_with_what_it_imports(suite: Path) -> None:
    waiting = [path for path in suite.glob("test_*.py") if not path.stem.endswith("_hidden")] + [suite / "driver.py"]
    needed = set()
    while waiting:
        path = waiting.pop()
        if path not in needed:
            needed.add(path)
            waiting += [suite / f"{name}.py" for name in imported(path) if (suite / f"{name}.py").exists()]
    assert {path.relative_to(ROOT).as_posix() for path in needed} <= shipped(ROOT)


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
    """The modules that a file imports, and the names that it takes out of packages."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_of_hypothesis_one_private_module_is_used_in_one_place() -> None:
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


def test_hypothesis_is_asked_for_in_no_version_whose_private_names_nobody_has_tried() -> None:
    """They move between minor versions. Tried were 6.140.0 and the locked one; 6.136.0 lacks a public one, too."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (asked,) = [Requirement(each).specifier for each in dependencies if Requirement(each).name == "hypothesis"]
    locks = [path.read_text() for path in (ROOT / "requirements").glob("*.lock")]
    for locked in {Version(re.findall(r"^hypothesis==(\S+)", text, flags=re.MULTILINE)[0]) for text in locks}:
        assert locked in asked
        assert Version(f"{locked.major}.{locked.minor + 1}.0") not in asked
    assert Version("6.140.0") in asked and Version("6.136.0") not in asked
