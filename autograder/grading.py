"""`grade`: one submission in, one report out. Writes nothing, remembers nothing.

The straight line: read -> submission -> room opens -> cells run -> the suite asserts on the host -> report.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import secrets
import shlex
import sys
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from unittest import mock

import hypothesis
import pytest
from nbformat import NotebookNode

from . import datasets, sandbox
from .assignment import Assignment, load_assignment
from .checks import CheckPlugin
from .diagnosis import Diagnostician
from .errors import BrokenError, DataError, SandboxError, UsageError
from .model import Report
from .notebook import Submission, read_submission
from .room import ProcessRoom, Room
from .sandbox import LIMITS, Limits
from .sessions import Sessions
from .student import Folders

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


def grade(
    assignment: str | Assignment,
    notebook: str | Path | NotebookNode,
    *,
    seed: int | None = None,
    only: Collection[str] | None = None,
    student: str | None = None,
    walled: bool = True,
    limits: Limits = LIMITS,
    diagnostician: Diagnostician | None = None,
    progress: Callable[[str], None] = lambda cell: None,
) -> Report:
    """Grade one notebook.

    Parameters
    ----------
    assignment : str or Assignment
        Its name, looked up in the course that the current folder stands in, or the assignment itself.
    notebook : path or NotebookNode
        The submission.
    seed : int, optional
        Of every random input, 0 <= seed < 2**31; drawn where it is not given. The same seed gives the same report, but
        for times.
    only : collection of str, optional
        Cells to report on. Those before them are graded all the same, for they decide what is replaced.
    student : str, optional
        Who handed it in; copied into the report.
    walled : bool
        False runs student code without the sandbox. Only for one's own code.
    limits : Limits
        What the submission may use.
    diagnostician : Diagnostician, optional
        Whose open room names misconceptions, for callers that grade many; one is opened where it is not given and
        something is wrong.
    progress : callable
        Told the cell's name before each check.

    Raises
    ------
    UsageError
        No such assignment or cell, or the notebook cannot be read.
    BrokenError
        The room could not be opened.
    """
    if isinstance(assignment, str):
        assignment = load_assignment(assignment)
    submission = read_submission(assignment, Path(notebook) if isinstance(notebook, str) else notebook)
    return run_checks(
        assignment,
        submission,
        seed=seed,
        only=only,
        student=student,
        walled=walled,
        limits=limits,
        diagnostician=diagnostician,
        progress=progress,
    )


def run_checks(
    assignment: Assignment,
    submission: Submission,
    *,
    seed: int | None = None,
    only: Collection[str] | None = None,
    student: str | None = None,
    walled: bool = True,
    visible_only: bool = False,
    briefly: bool = False,
    diagnose: bool = True,
    limits: Limits = LIMITS,
    room: Room | None = None,
    diagnostician: Diagnostician | None = None,
    progress: Callable[[str], None] = lambda cell: None,
) -> Report:
    """`grade` for a submission already read.

    ``visible_only`` leaves out the hidden checks and replaces nothing: what a student's own machine can do, which has
    no solutions. ``briefly`` asks only whether the cells in ``only`` are right: it takes those before them as right and does
    not check them, ends each at its first check that fails, and looks for no simpler example of what failed.
    ``diagnose`` false names no misconceptions. ``room`` and ``diagnostician`` are those to use instead of new processes.
    """
    started = time.monotonic()
    seed = secrets.randbelow(2**31) if seed is None else seed
    if not 0 <= seed < 2**31:
        raise UsageError(f"seed: expected 0 <= seed < 2147483648, got {seed}")
    cells = list(only or ()) if briefly else _cells_to_run(assignment, only)
    data, dataset = _data(assignment)
    with contextlib.ExitStack() as stack:
        if room is None:
            room = stack.enter_context(_open_room(assignment, data, walled=walled, limits=limits))
        view = room.view if isinstance(room, ProcessRoom) else stack.enter_context(_view(assignment, data, limits))
        sessions = Sessions(
            room,
            submission,
            references={} if visible_only else assignment.solutions,
            functions=frozenset(assignment.points),
            driver=assignment.driver,
            seed=seed,
            limits=limits,
            rlimits=limits.as_rlimits() if walled else {},  # RLIMIT_NPROC would count all that a person runs
            folders=_folders(view, walled),
        )
        plugin = CheckPlugin(
            assignment,
            sessions,
            seed=seed,
            cells=cells,
            limits=limits,
            briefly=briefly,
            dataset=dataset,
            progress=progress,
        )
        files = [(name, path) for name, path in assignment.check_files(hidden=not visible_only) if name in cells]
        if files:  # without one, pytest would collect the current folder
            sessions.open()
            _run_pytest(assignment, plugin, [path for _, path in files], seed, briefly=briefly)
        if plugin.replaced and diagnose and not visible_only:
            if diagnostician is None:
                diagnostician = stack.enter_context(Diagnostician(assignment, limits, walled=walled))
            with contextlib.suppress(SandboxError):  # a hint is lost then, and never a grade
                plugin.diagnose(diagnostician.name)
    if visible_only:
        cells = [name for name in cells if name in dict(files)]
    return Report(
        assignment=assignment.name,
        student=student,
        seed=seed,
        cells=plugin.reports([name for name in cells if only is None or name in only]),
        manual_points=assignment.manual_points if only is None else 0.0,
        seconds=time.monotonic() - started,
        environment=_environment(data, walled=walled, visible_only=visible_only),
        notes=submission.notes,
        outputs=sessions.observations.outputs,
    )


@contextlib.contextmanager
def open_room(assignment: Assignment, *, walled: bool = True, limits: Limits = LIMITS) -> Iterator[ProcessRoom]:
    """A room fit for an assignment, for callers who grade many notebooks of their own in one (`run_checks`).

    Each notebook gets a session of its own. Students' notebooks get a room each: one may spoil it for the next.
    """
    data, _ = _data(assignment)
    with _open_room(assignment, data, walled=walled, limits=limits) as room:
        yield room


@contextlib.contextmanager
def _open_room(
    assignment: Assignment, data: datasets.Prepared | None, *, walled: bool, limits: Limits
) -> Iterator[ProcessRoom]:
    with _view(assignment, data, limits) as view, ProcessRoom(view, walled=walled) as room:
        yield room


def _view(
    assignment: Assignment, data: datasets.Prepared | None, limits: Limits
) -> contextlib.AbstractContextManager[sandbox.View]:
    secrets = (*assignment.secrets, data.host) if data else assignment.secrets
    return sandbox.new_view(data.guest if data else None, limits, secrets)


def _cells_to_run(assignment: Assignment, only: Collection[str] | None) -> list[str]:
    names = list(assignment.points)
    unknown = sorted(set(only or ()) - set(names))
    if unknown:
        raise UsageError(f"{assignment.name} has no graded cell {unknown[0]!r}: there are {', '.join(names)}")
    if only is not None:
        names = names[: 1 + max((names.index(name) for name in only), default=-1)]
        # What is no function is never replaced: what stands on all of them decides nothing for the cells after it.
        names = [name for name in names if name in only or name in assignment.solutions]
    return names


def _folders(view: sandbox.View, walled: bool) -> Folders:
    if walled:
        return Folders(view.shared, sandbox.SHARED, sandbox.DATA)
    return Folders(view.shared, str(view.shared), str(view.data))


def _data(assignment: Assignment) -> tuple[datasets.Prepared | None, Callable[[], datasets.Prepared | None]]:
    """The assignment's prepared data, and what the fixture calls: data that are missing matter only where they are used."""
    try:
        data = datasets.prepare(assignment.dataset) if assignment.dataset else None
    except DataError as error:
        fault = error

        def missing() -> datasets.Prepared | None:
            raise fault

        return None, missing
    return data, lambda: data


def _environment(data: datasets.Prepared | None, *, walled: bool, visible_only: bool) -> dict[str, str]:
    versions = {}
    for package in ("mxnet", "mxnet-cu112"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions = {"mxnet": importlib.metadata.version(package), "build": package}
    environment = {**versions, "device": "cpu(0)", "python": sys.version.split()[0]}
    environment["sandbox"] = "bubblewrap" if walled else "none"
    missing = sandbox.missing_layers() if walled else ("no sandbox at all",)
    if visible_only:  # on a student's own machine nobody expects a wall
        del environment["sandbox"]
        missing = ()
    if missing:
        environment["missing_layers"] = "; ".join(missing)
    if data is not None:
        environment["data"] = data.dataset.name
        if data.dataset.note:
            environment["data_note"] = data.dataset.note
    return environment


def _run_pytest(assignment: Assignment, plugin: CheckPlugin, files: list[Path], seed: int, *, briefly: bool) -> None:
    """One pytest run in this process, deaf to the configuration of whatever folder it is called from."""
    arguments = [
        *map(str, files),
        "--config-file=/dev/null",
        f"--rootdir={assignment.suite}",
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        f"--override-ini=pythonpath={shlex.quote(str(assignment.suite))}",
        "--strict-markers",
        "--noconftest",
        "--capture=no",  # the callers' progress bars stand on the same terminal
        *(f"-pno:{name}" for name in _UNWANTED),
    ]
    with _clean_process(assignment.suite), _hypothesis(seed, shrink=not briefly):
        status = pytest.main(arguments, plugins=[plugin])
    if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or plugin.faults:
        return
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    raise BrokenError(f"{assignment.suite}: the checks could not be run: pytest ended with {status!r}")


@contextlib.contextmanager
def _hypothesis(seed: int, *, shrink: bool) -> Iterator[None]:
    """Our settings and seed for property-based checks, and whatever stood before put back.

    Hypothesis also tries constants that it reads in the source of whatever modules are loaded, and keeps them in the current
    folder: the inputs would hang on what else this process has done, so it is given none.
    """
    from hypothesis import core
    from hypothesis.internal.conjecture import providers

    before = hypothesis.settings.get_current_profile_name()
    phases = (*_SETTINGS.phases, hypothesis.Phase.shrink) if shrink else _SETTINGS.phases
    hypothesis.settings.register_profile(_PROFILE, _SETTINGS, phases=phases)
    hypothesis.settings.load_profile(_PROFILE)
    try:
        with (
            mock.patch.object(core, "global_force_seed", seed),
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
