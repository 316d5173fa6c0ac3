"""`guest/` imports nothing of the kit outside its folder, and grading imports nothing of nbgrader."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent
GUEST = PACKAGE / "guest"
ALLOWED = {"IPython", "mxnet", "numpy", "traitlets"}


def imports(path: Path) -> set[str]:
    """Absolute names of everything that a module's source imports, also inside functions."""
    package = ["autograder", *path.relative_to(PACKAGE).parent.parts]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def dynamic_imports(path: Path) -> list[int]:
    """Lines that import a module by a computed name, which the source does not show."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name | ast.Attribute)
        and (getattr(node, "id", None) or getattr(node, "attr", None))
        in ("__import__", "import_module", "importlib", "runpy")
    ]


MODULES = sorted(GUEST.rglob("*.py"))


def test_the_walk_sees_the_guest() -> None:
    assert {path.name for path in MODULES} >= {"__init__.py", "main.py", "objects.py", "session.py", "wire.py"}
    assert "autograder.guest.wire.Tensor" in imports(PACKAGE / "checking" / "wording.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_guest_imports_nothing_of_ours_outside_its_folder(path: Path) -> None:
    for name in imports(path):
        top = name.split(".")[0]
        assert name.startswith("autograder.guest.") or top in sys.stdlib_module_names | ALLOWED, name
    assert dynamic_imports(path) == []


def test_the_guests_folder_alone_is_enough() -> None:
    script = f"""
import sys
sys.path.insert(0, {str(PACKAGE)!r})
import guest.main
foreign = ("autograder", "pytest", "hypothesis", "nbformat", "nbgrader")
print([name for name in sys.modules if name.split(".")[0] in foreign])
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


@pytest.mark.slow
def test_grading_brings_neither_nbgrader_nor_the_command_line() -> None:
    modules = "autograder.grading.grade, autograder.selfcheck"
    script = f"import sys, {modules}; print({{'nbgrader', 'click', 'rich'}} & set(sys.modules))"
    environment = {"PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "set()\n"
