"""Fixtures that the attack tests share: the module lab.py, a world to attack, the grader without a sandbox."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.room import opening

HERE = Path(__file__).resolve().parent


def _load(name: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def lab() -> ModuleType:
    return _load("lab")


@pytest.fixture
def world(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A fresh world; its secret is in this process's environment too."""
    with opening.open_room():  # the zygote's folder is made: it stays, and is no part of a world
        pass
    with lab.new_world() as made:
        monkeypatch.setenv("AUTOGRADER_SECRET", made.secret)
        monkeypatch.setattr(tempfile, "tempdir", str(made.scratch))
        yield made


@pytest.fixture
def naive(lab: ModuleType, world: Any, as_user: Any) -> Any:
    """Run an attack on the grader without a sandbox; returns a result for each submission, or how the grader died."""

    def run(attack: Any, seconds: float) -> Any:
        cells = world.path / "cells.json"
        cells.write_text(json.dumps(lab.as_naive_cells(attack, world)))
        arguments = (str(world.path), str(seconds), str(cells), world.secret, str(HERE / "naive.py"))
        return lab.naive_json(as_user.python(lab.NAIVE_LAUNCHER, *arguments))

    return run
