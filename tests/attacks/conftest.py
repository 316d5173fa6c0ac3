"""Fixtures that the attack tests share: the module lab.py, a world to attack, the grader without a sandbox."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
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


@pytest.fixture(scope="session")
def worlds() -> Iterator[str]:
    """The folder of all worlds."""
    with tempfile.TemporaryDirectory(prefix="attacks-", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        yield folder


@pytest.fixture
def world(lab: ModuleType, worlds: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A fresh world; its secret is in this process's environment too."""
    with opening.open_room():  # the zygote's folder is made: it stays, and is no part of a world
        pass
    with lab.new_world(worlds) as made:
        monkeypatch.setenv("AUTOGRADER_SECRET", made.secret)
        monkeypatch.setattr(tempfile, "tempdir", str(made.scratch))
        yield made


@pytest.fixture(scope="session")
def naive_graders(lab: ModuleType, worlds: str, ordinary_user: Any) -> Iterator[Any]:
    """Returns a grader without a sandbox, which waits for tasks: another one if the last has died."""
    with contextlib.ExitStack() as stack:
        running: list[subprocess.Popen[str]] = []

        def grader() -> subprocess.Popen[str]:
            if not running or running[-1].poll() is not None:
                started = ordinary_user.popen(lab.NAIVE_LAUNCHER, worlds, str(HERE / "naive.py"))
                running.append(stack.enter_context(started))
                stack.callback(started.kill)
            return running[-1]

        yield grader


@pytest.fixture
def naive(lab: ModuleType, world: Any, naive_graders: Any) -> Any:
    """Run an attack on the grader without a sandbox; returns a result for each submission, or how the grader died."""

    def run(attack: Any, seconds: float) -> Any:
        grader = naive_graders()
        grader.stdin.write(lab.as_naive_task(attack, world, seconds))
        grader.stdin.flush()
        printed = grader.stdout.readline()
        return json.loads(printed) if printed else {"died": True}

    return run
