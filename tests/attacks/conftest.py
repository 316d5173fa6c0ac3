"""Fixtures that the attack tests share: the module lab.py, a world to attack, the grader without a sandbox."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
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


@contextlib.contextmanager
def _answering(start: Callable[[], subprocess.Popen[str]]) -> Iterator[Callable[..., Any]]:
    """A function that passes a line to a program and returns its answer, ``None`` if it died. The next line starts another."""
    running: list[subprocess.Popen[str]] = []

    def end() -> None:
        with running.pop() as process:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(60)
            finally:
                process.kill()

    def answer(line: str) -> Any:
        if running and running[0].poll() is not None:
            end()
        if not running:
            running.append(start())
        reading, writing = running[0].stdout, running[0].stdin
        assert reading is not None and writing is not None
        print(line, file=writing, flush=True)
        return json.loads(reading.readline() or "null")

    try:
        yield answer
    finally:
        if running:
            end()


@pytest.fixture(scope="module")
def naive_grader(lab: ModuleType, worlds: str, ordinary_user: Any) -> Iterator[Any]:
    """The grader without a sandbox; see `_answering`."""
    with _answering(lambda: ordinary_user.popen(lab.NAIVE_LAUNCHER, worlds, str(HERE / "naive.py"))) as answer:
        yield answer


@pytest.fixture(scope="module")
def ordinary_users_grader(lab: ModuleType, ordinary_user: Any) -> Iterator[Any]:
    """The real grader, run by an ordinary user; see `_answering`."""
    with _answering(lambda: ordinary_user.popen(lab.USER_GRADER, str(HERE))) as answer:
        yield answer


@pytest.fixture
def naive(lab: ModuleType, world: Any, naive_grader: Any) -> Any:
    """Run an attack on the grader without a sandbox; returns a result for each submission, or that the grader has died."""
    return lambda attack, seconds: naive_grader(lab.as_naive_task(attack, world, seconds)) or {"died": True}
