"""Which folder of the engine may import which: the list is stated here, and imports run down only."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

import autograder

rooms = SimpleNamespace(**runpy.run_path(str(Path(autograder.__file__).parent.parent / "docs" / "rooms.py")))

# Each folder, or file at the top, with everything that it may import. A folder stands below (after) all those that it imports.
FLOORS = {
    "errors": (),
    "model": (),
    "files": (),
    "plaintext": (),
    "_quick_start": (),
    "guest": (),
    "course": ("errors", "model", "files"),
    "datasets": ("errors", "files"),
    "gpu": ("errors", "model", "files", "plaintext"),
    "submission": ("errors", "plaintext", "course"),
    "room": ("errors", "model", "files", "guest", "gpu"),
    "reports": ("model", "plaintext"),
    "checking": ("errors", "guest", "room"),
    "grading": ("errors", "model", "guest", "course", "datasets", "gpu", "submission", "room", "checking"),
    "gradebook": ("errors", "model", "files", "course", "submission", "reports"),
    "lms": ("errors", "files", "plaintext", "course", "submission", "gradebook"),
    "batch": (
        *("errors", "model", "files", "plaintext", "course", "datasets", "submission", "room"),
        *("grading", "gradebook", "reports", "_quick_start", "__init__"),
    ),
    "publishing": (
        *("errors", "model", "files", "plaintext", "course", "submission"),
        *("reports", "gradebook", "lms", "batch"),
    ),
    "authoring": (
        *("errors", "model", "files", "course", "datasets", "submission", "room", "checking"),
        *("grading", "gradebook"),
    ),
    # The entry points for users.
    "drawing": ("plaintext",),
    "console": (),
    "doctor": ("errors", "course", "datasets", "gpu", "room", "authoring"),
    "selfcheck": ("errors", "model", "guest", "course", "submission", "room", "reports", "grading"),
    "nbgrader_plugin": ("errors", "plaintext", "course", "gpu", "submission", "gradebook", "batch", "authoring"),
    "demo": ("errors", "course", "datasets", "submission", "publishing", "authoring"),
    "cli": (
        *(
            "errors",
            "model",
            "files",
            "plaintext",
            "course",
            "datasets",
            "gpu",
            "submission",
            "room",
            "reports",
            "grading",
        ),
        *(
            "gradebook",
            "batch",
            "lms",
            "publishing",
            "authoring",
            "console",
            "doctor",
            "selfcheck",
            "demo",
            "_quick_start",
            "__init__",
        ),
    ),
    "__init__": ("errors", "model", "grading", "selfcheck"),
}
SUITES_MAY = ("checking", "guest")


def closure(*names: str) -> set[str]:
    """The given modules and all that they import, directly or through others."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += rooms.ARROWS[name]
    return found


def test_every_kind_of_import_is_found() -> None:
    assert {"room.student", "submission.rebuild"} <= set(rooms.ARROWS["grading.sessions"])
    assert "grading.grade" in rooms.ARROWS["__init__"]  # inside a function
    assert "batch.run" in rooms.ARROWS["cli"]  # for types, and inside a function
    assert "guest.wire" in rooms.ARROWS["checking.wording"]  # an absolute import
    assert "datasets" in rooms.ARROWS["cli"]  # a folder's own names


def test_every_folder_is_in_the_list() -> None:
    assert {rooms.room_of(name) for name in rooms.MODULES} == set(FLOORS)


def test_the_list_is_ordered_from_the_bottom_up() -> None:
    """A folder comes after everything that it may import, so that no stated import runs up or closes a circle."""
    stated = list(FLOORS)
    for name, allowed in FLOORS.items():
        later = [other for other in allowed if stated.index(other) >= stated.index(name)]
        # cli and batch import the version from the package itself.
        assert later in ([], ["__init__"] if name in ("cli", "batch") else []), name


@pytest.mark.parametrize("name", rooms.MODULES)
def test_imports_run_down(name: str) -> None:
    own = rooms.room_of(name)
    assert {rooms.room_of(other) for other in rooms.ARROWS[name]} <= {own, *FLOORS[own]}


def test_every_permission_is_used() -> None:
    """A permission that is no longer used is deleted, so that the import cannot come back unnoticed."""
    drawn = {
        name: {
            rooms.room_of(other)
            for module in rooms.MODULES
            if rooms.room_of(module) == name
            for other in rooms.ARROWS[module]
        }
        for name in FLOORS
    }
    assert {name: set(allowed) - drawn[name] for name, allowed in FLOORS.items() if set(allowed) - drawn[name]} == {}


def test_no_modules_import_each_other_in_a_circle() -> None:
    for name in rooms.MODULES:
        if name == "__init__":  # the package imports its public names lazily, from many modules
            continue
        reached = closure(*(other for other in rooms.ARROWS[name] if other != "__init__"))
        assert name not in reached, name


@pytest.mark.parametrize("room", sorted(path.parent.name for path in rooms.PACKAGE.glob("*/__init__.py")))
def test_a_folder_says_what_it_owns_and_what_it_must_not_know(room: str) -> None:
    said = ast.get_docstring(ast.parse((rooms.PACKAGE / room / "__init__.py").read_text("utf-8"))) or ""
    assert said.splitlines()[0].endswith(".") and "Owns" in said and "ust not know" in said


def test_a_suite_imports_only_folders_that_are_meant_for_suites() -> None:
    for folder in (rooms.PACKAGE / "suites", rooms.PACKAGE / "authoring" / "new"):
        for path in folder.rglob("*.py"):
            if "samples" not in path.parts:
                assert {rooms.room_of(name) for name in rooms.imports(path)} <= set(SUITES_MAY), path


def test_the_sandbox_imports_nothing_of_grading() -> None:
    assert {rooms.room_of(name) for name in closure("room.bubblewrap", "room.process")} == {
        *("room", "gpu", "guest", "errors", "model", "files"),
    }
    assert closure("gpu.libraries", "gpu.driver") <= {"gpu.libraries", "gpu.driver", "errors"}
    assert closure("room.student") - closure("room.process") == {"room.student"}
    assert closure("model", "errors") == {"model", "errors"}
