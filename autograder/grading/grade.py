"""`grade`: one submission in, one report out. Writes nothing, remembers nothing.

The straight line: read -> submission -> room opens -> cells run -> the suite asserts on the host -> report.
"""

from __future__ import annotations

import contextlib
import secrets
import sys
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from .. import datasets
from ..course.assignment import Assignment, load_assignment
from ..errors import DataError, SandboxError, UsageError
from ..gpu import libraries
from ..gpu.device import choose
from ..gpu.driver import Gpu
from ..model import Report
from ..room import bubblewrap, opening
from ..room.limits import LIMITS, Limits
from ..room.process import ProcessRoom, Room
from ..room.student import Folders
from ..submission.rebuild import Submission, read_submission
from .diagnosis import Diagnostician
from .plugin import CheckPlugin
from .pytest_run import run_suite
from .sessions import Sessions


def grade(
    assignment: str | Assignment,
    notebook: str | Path | NotebookNode,
    *,
    seed: int | None = None,
    only: Collection[str] | None = None,
    student: str | None = None,
    walled: bool = True,
    limits: Limits = LIMITS,
    gpu: Gpu | None = None,
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
    gpu : Gpu, optional
        The GPU that it gets (`device.choose`); `device.graded_on` sees to it that no score hangs on that.
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
    seed = new_seed() if seed is None else seed
    while True:
        deaths = opening.deaths()
        try:
            report = run_checks(
                assignment,
                submission,
                seed=seed,
                only=only,
                student=student,
                walled=walled,
                limits=limits,
                gpu=gpu,
                diagnostician=diagnostician,
                progress=progress,
            )
        except SandboxError:
            if opening.deaths() == deaths:
                raise
        else:
            if opening.deaths() == deaths:
                return report
        # A zygote died, and its rooms with it. That is nobody's fault: once more. After a few of these all rooms are cold.


def circumstances(*, walled: bool, device: str) -> str:
    """What decides a grade beside the submission, the assignment and the kit: the wall, the kind of device, the programs.

    Parameters
    ----------
    walled : bool
        As for `grade`.
    device : str
        As `device.choose` takes it.

    Raises
    ------
    UsageError
        No such device.
    SandboxError
        There is no bubblewrap.
    """
    wall = ["bubblewrap", *bubblewrap.missing_layers()] if walled else ["no sandbox"]
    kind = "gpu" if walled and choose(device) else "cpu"
    programs = {"python": sys.version.split()[0], "numpy": np.__version__, **libraries.builds()}
    return "; ".join([*wall, kind, *(f"{name} {version}" for name, version in programs.items())])


def new_seed() -> int:
    """A seed as `grade` draws it, for who grades a submission twice."""
    return secrets.randbelow(2**31)


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
    gpu: Gpu | None = None,
    room: Room | None = None,
    diagnostician: Diagnostician | None = None,
    progress: Callable[[str], None] = lambda cell: None,
) -> Report:
    """`grade` for a submission already read.

    ``visible_only`` leaves out the hidden checks and replaces nothing: what a student's own machine can do, which has
    no solutions. ``briefly`` asks only whether the cells in ``only`` are right: it takes those before them as right and does
    not check them, ends each at its first check that fails, and looks for no simpler example of what failed.
    ``diagnose`` false names no misconceptions; on a GPU none is named either, for a GPU draws other numbers than the CPU of
    the diagnostician. ``gpu`` is shown to the room. ``room`` and ``diagnostician`` are those to use instead of new processes.
    """
    started = time.monotonic()
    seed = new_seed() if seed is None else seed
    if not 0 <= seed < 2**31:
        raise UsageError(f"seed: expected 0 <= seed < 2147483648, got {seed}")
    cells = list(only or ()) if briefly else _cells_to_run(assignment, only)
    data, dataset = _data(assignment)
    with contextlib.ExitStack() as stack:
        if room is None:
            room = stack.enter_context(_open_room(assignment, data, walled=walled, limits=limits, gpu=gpu))
        view = (
            room.view
            if isinstance(room, ProcessRoom)
            else stack.enter_context(bubblewrap.new_view(data.guest if data else None, limits, gpu=gpu))
        )
        sessions = Sessions(
            room,
            submission,
            references={} if visible_only else assignment.solutions,
            functions=frozenset(assignment.points),
            driver=assignment.driver,
            seed=seed,
            limits=limits,
            rlimits=limits.as_rlimits(view.gpu) if walled else {},  # RLIMIT_NPROC would count all that a person runs
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
            run_suite(assignment, plugin, [path for _, path in files], seed, briefly=briefly)
        device = sessions.device() if files and view.gpu is not None else "cpu(0)"
        if plugin.replaced and diagnose and not visible_only and view.gpu is None:
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
        environment=_environment(data, device, view.gpu, walled=walled, visible_only=visible_only),
        notes=submission.notes,
        outputs=sessions.observations.outputs,
    )


@contextlib.contextmanager
def open_room(assignment: Assignment, *, walled: bool = True, limits: Limits = LIMITS) -> Iterator[ProcessRoom]:
    """A room fit for an assignment, for callers who grade many notebooks of their own in one (`run_checks`).

    Each notebook gets a session of its own. Students' notebooks get a room each: one may spoil it for the next.
    """
    data, _ = _data(assignment)
    with _open_room(assignment, data, walled=walled, limits=limits, gpu=None) as room:
        yield room


@contextlib.contextmanager
def _open_room(
    assignment: Assignment, data: datasets.Prepared | None, *, walled: bool, limits: Limits, gpu: Gpu | None
) -> Iterator[ProcessRoom]:
    hidden = (*assignment.secrets, data.host) if data else assignment.secrets
    with opening.open_room(data.guest if data else None, limits, hidden, gpu, walled=walled) as room:
        yield room


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


def _folders(view: bubblewrap.View, walled: bool) -> Folders:
    if walled:
        return Folders(view.shared, bubblewrap.SHARED, bubblewrap.DATA)
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


def _environment(
    data: datasets.Prepared | None, device: str, gpu: Gpu | None, *, walled: bool, visible_only: bool
) -> dict[str, str]:
    environment: dict[str, str] = {}
    for build, version in libraries.builds().items():
        environment |= {"mxnet": version, "build": build}
    if walled or not libraries.has_cuda_build():  # elsewhere the notebook takes what it finds
        environment["device"] = f"{device}, {gpu.name}" if gpu is not None and device.startswith("gpu") else device
    environment["python"] = sys.version.split()[0]
    environment["sandbox"] = "bubblewrap" if walled else "none"
    missing = bubblewrap.missing_layers() if walled else ("no sandbox at all",)
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
