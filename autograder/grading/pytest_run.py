"""One pytest run of a suite in this process, independent of the current folder's configuration.

A suite is compiled once per process, but each run executes its modules anew, so no run can reach the next through them.
Owns the settings of pytest and hypothesis, and restores the process afterwards. Must not know rooms or reports.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import os
import shlex
import sys
import tempfile
import types
import warnings
from collections.abc import Iterator, Sequence
from importlib import machinery
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest
from _pytest import fixtures
from _pytest.assertion import rewrite

from ..errors import BrokenError
from .plan import Plan
from .plugin import CheckPlugin

_SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    max_examples=25,
    print_blob=False,
    report_multiple_bugs=False,
    # "shrink" is added if people read the failing example. "explain" never runs: it makes hundreds of further calls to
    # annotate a traceback that nobody sees.
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    suppress_health_check=list(hypothesis.HealthCheck),
)
_PROFILE = "autograder-grading"
# Built-in plugins: some write files or output, some inspect the whole process (and run the garbage collector for that), the
# others serve options that are never given. Each costs time at every check.
_UNWANTED = (
    *("terminal", "cacheprovider", "faulthandler", "warnings", "threadexception", "unraisableexception"),
    *("debugging", "doctest", "junitxml", "legacypath", "logging", "pastebin", "setuponly", "setupplan", "stepwise"),
)


def run_suite(suite: Path, plugin: CheckPlugin, plan: Plan) -> None:
    """Run the plan's test files, which are below the folder ``suite``. The plugin records the results.

    Raises
    ------
    BrokenError
        pytest could not run them.
    """
    with _without_brackets(suite) as named:
        files = [named / path.relative_to(suite) for paths in plan.files.values() for path in paths]
        _run(named, plugin, files, plan)


@contextlib.contextmanager
def _without_brackets(suite: Path) -> Iterator[Path]:
    """The suite's path, or a link to it without ``[`` and ``::``: pytest would read these as parts of a test's name."""
    if "[" not in str(suite) and "::" not in str(suite):
        yield suite
        return
    with tempfile.TemporaryDirectory(prefix="autograder-suite-") as folder:
        link = Path(folder) / suite.name
        link.symlink_to(suite, target_is_directory=True)
        yield link


def _run(suite: Path, plugin: CheckPlugin, files: list[Path], plan: Plan) -> None:
    arguments = [
        "--config-file=/dev/null",
        f"--rootdir={suite}",
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        f"--override-ini=pythonpath={shlex.quote(str(suite))}",
        "--strict-markers",
        "--noconftest",
        "--capture=no",  # capturing would hide the caller's progress bar
        *(f"-pno:{name}" for name in _UNWANTED),
    ]
    with _clean_process(suite), _hypothesis(shrink=not plan.stop_at_failure):
        status = pytest.main(arguments, plugins=[plugin, _Seeded(plan.seed), _Collection(files)])
    if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or plugin.faults:
        return
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    raise BrokenError(f"{suite}: the checks could not be run: pytest ended with {status!r}")


class _Collection:
    """A pytest plugin that collects the given test files; pytest itself would look at every file of their folders."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files

    def pytest_collection(self, session: pytest.Session) -> bool:
        session.items = []
        for path in self._files:
            session.items += session.genitems(pytest.Module.from_parent(session, path=path))
        session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
        session.testscollected = len(session.items)
        return True


class _Seeded:
    """A pytest plugin that seeds every property-based check."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            function: Any = getattr(item, "obj", None)
            if hypothesis.is_hypothesis_test(function):
                hypothesis.seed(self._seed)(function)


@contextlib.contextmanager
def _hypothesis(*, shrink: bool) -> Iterator[None]:
    """A context with our settings for property-based checks.

    Hypothesis also tries constants from the source of all loaded modules, and caches them in the current folder. Inputs would
    then depend on what this process did before, so it gets no constants. There is no public setting for this: the private
    names below exist in the versions that pyproject.toml asks for.
    """
    from hypothesis.internal.conjecture import providers

    before = hypothesis.settings.get_current_profile_name()
    phases = (*_SETTINGS.phases, hypothesis.Phase.shrink) if shrink else _SETTINGS.phases
    hypothesis.settings.register_profile(_PROFILE, _SETTINGS, phases=phases)
    hypothesis.settings.load_profile(_PROFILE)
    try:
        with (
            mock.patch.object(providers, "_get_local_constants", type(providers.GLOBAL_CONSTANTS)),
            mock.patch.object(providers, "CONSTANTS_CACHE", type(providers.CONSTANTS_CACHE)(1024)),
        ):
            yield
    finally:
        hypothesis.settings.load_profile(before)


@contextlib.contextmanager
def _clean_process(suite: Path) -> Iterator[None]:
    """A context in which the suite's modules can be imported by name. Restores modules and environment variables afterwards.

    Another suite, or the grading program, may have modules of the same names. The code of the suite's modules is taken from
    `_compiled` and `_rewritten`.
    """
    bytecode, variables = sys.dont_write_bytecode, dict(os.environ)
    own = [path.stem for path in suite.glob("*.py")]
    others = {name: sys.modules.pop(name) for name in own if name in sys.modules}
    sys.dont_write_bytecode = True
    finder = machinery.FileFinder(str(suite), (_Loader, machinery.SOURCE_SUFFIXES))
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    try:
        with (
            mock.patch.dict(sys.path_importer_cache, {str(suite): finder}),
            mock.patch.object(rewrite, "_rewrite_test", lambda path, _: (None, _rewritten(path, path.read_bytes()))),
            # Only warns, of misplaced decorators in every module of pytest: a quarter of pytest's own time in a run.
            mock.patch.object(fixtures.FixtureManager, "_check_for_wrapped_fixture", _ignored, create=True),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")  # for instance of a division by zero in an oracle
            yield
    finally:
        sys.dont_write_bytecode = bytecode
        for name in own:
            sys.modules.pop(name, None)
        sys.modules.update(others)
        for name in os.environ.keys() | variables.keys():
            if name.startswith("PYTEST_"):
                os.environ.pop(name, None)
                os.environ.update({name: variables[name]} if name in variables else {})


def _ignored(*_: object) -> None:
    """In place of a method that has nothing to do here; a mock takes longer than the method."""


class _Loader(machinery.SourceFileLoader):
    """Imports a module of the suite, which is compiled only if its source has changed."""

    def source_to_code(self, data: Any, path: Any, **_: Any) -> types.CodeType:  # type: ignore[override]
        return _compiled(Path(path), bytes(data))


@functools.lru_cache(maxsize=256)
def _compiled(path: Path, source: bytes) -> types.CodeType:
    return compile(source, str(path), "exec", dont_inherit=True)


@functools.lru_cache(maxsize=256)
def _rewritten(path: Path, source: bytes) -> types.CodeType:
    """A test module's code with pytest's explanations of assertions.

    The private names exist in pytest 8 and 9, and pyproject.toml asks for no other version.
    """
    tree = ast.parse(source, str(path))
    rewrite.rewrite_asserts(tree, source, str(path))
    return compile(tree, str(path), "exec", dont_inherit=True)
