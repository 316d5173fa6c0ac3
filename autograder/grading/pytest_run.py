"""One pytest run of a suite in this process, deaf to the configuration of whatever folder it is called from.

Owns what pytest and hypothesis are told, and that the process is afterwards as it was before. Must not know rooms or reports.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest

from ..errors import BrokenError
from .plan import Plan
from .plugin import CheckPlugin

_SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    max_examples=25,
    print_blob=False,
    report_multiple_bugs=False,
    # And "shrink" where somebody reads the example. Never "explain": hundreds of further calls, to annotate a traceback
    # that nobody is shown.
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    suppress_health_check=list(hypothesis.HealthCheck),
)
_PROFILE = "autograder-grading"
# Plugins of pytest's own: some write, some judge the process around the checks (and collect all its garbage to do so).
_UNWANTED = ("terminal", "cacheprovider", "faulthandler", "warnings", "threadexception", "unraisableexception")


def run_suite(suite: Path, plugin: CheckPlugin, plan: Plan) -> None:
    """Run the plan's test files, which stand below ``suite``; what comes of them is the plugin's to tell.

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
    """A path to the suite that pytest takes for one: with a bracket or two colons in it, it looks for the name of a test."""
    if "[" not in str(suite) and "::" not in str(suite):
        yield suite
        return
    with tempfile.TemporaryDirectory(prefix="autograder-suite-") as folder:
        link = Path(folder) / suite.name
        link.symlink_to(suite, target_is_directory=True)
        yield link


def _run(suite: Path, plugin: CheckPlugin, files: list[Path], plan: Plan) -> None:
    arguments = [
        *map(str, files),
        "--config-file=/dev/null",
        f"--rootdir={suite}",
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        f"--override-ini=pythonpath={shlex.quote(str(suite))}",
        "--strict-markers",
        "--noconftest",
        "--capture=no",  # the callers' progress bars stand on the same terminal
        *(f"-pno:{name}" for name in _UNWANTED),
    ]
    with _clean_process(suite), _hypothesis(shrink=not plan.stop_at_failure):
        status = pytest.main(arguments, plugins=[plugin, _Seeded(plan.seed)])
    if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or plugin.faults:
        return
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    raise BrokenError(f"{suite}: the checks could not be run: pytest ended with {status!r}")


class _Seeded:
    """Every property-based check draws its inputs from this seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            function: Any = getattr(item, "obj", None)
            if hypothesis.is_hypothesis_test(function):
                hypothesis.seed(self._seed)(function)


@contextlib.contextmanager
def _hypothesis(*, shrink: bool) -> Iterator[None]:
    """Our settings for property-based checks, and whatever stood before put back.

    Hypothesis also tries constants that it reads in the source of whatever modules are loaded, and keeps them in the current
    folder: the inputs would hang on what else this process has done, so it is given none. No public setting does that:
    pyproject.toml asks for versions that have these names.
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
    """The suite's modules under their own names, and afterwards everything in this process as it was.

    Another suite, or the program that grades, may have modules of the same names.
    """
    bytecode, variables = sys.dont_write_bytecode, dict(os.environ)
    own = [path.stem for path in suite.glob("*.py")]
    others = {name: sys.modules.pop(name) for name in own if name in sys.modules}
    sys.dont_write_bytecode = True
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a division by zero in an oracle is the suite's affair
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
