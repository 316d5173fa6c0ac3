"""`grade`: runs one submission's cells in a sandbox, checks them, and returns a report.

The steps: read the submission, open a room (the sandbox of one submission), run the cells there, run the suite's checks on
the host, build the report. Writes no file and keeps no state.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

from nbformat import NotebookNode

from ..course.assignment import Assignment, load_assignment
from ..datasets import Prepared
from ..errors import SandboxError
from ..gpu import libraries
from ..gpu.device import graded_on
from ..gpu.driver import Gpu
from ..model import Report
from ..room import bubblewrap, opening
from ..room.limits import LIMITS, Limits
from ..room.process import ProcessRoom, Room
from ..submission.rebuild import Submission, read_submission
from .diagnosis import Diagnostician
from .plan import Data, Plan, new_seed
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
        The assignment, or its name in the course of the current folder.
    notebook : path or NotebookNode
        The submission.
    seed : int, optional
        Seed of all random inputs, 0 <= seed < 2**31; drawn by default. The same seed gives the same report, except for
        times.
    only : collection of str, optional
        Cells to report on. Function cells before them are graded too, because they decide what is replaced.
    student : str, optional
        The student's name, copied into the report.
    walled : bool
        False runs student code without the sandbox: only for your own code.
    limits : Limits
        Limits of the submission: time, memory, processes, files.
    gpu : Gpu, optional
        The GPU to use (`device.choose`). `device.graded_on` ensures that the device never changes a score.
    diagnostician : Diagnostician, optional
        Names misconceptions; callers that grade many submissions pass one, to keep its room open. By default one is made,
        and its room opens only if a check failed.
    progress : callable
        Called with the cell's name before each check.

    Raises
    ------
    UsageError
        There is no such assignment or cell, the seed is out of range, or the notebook cannot be read.
    BrokenError
        The room could not be opened, or pytest could not run the checks.
    """
    if isinstance(assignment, str):
        assignment = load_assignment(assignment)
    submission = read_submission(assignment, Path(notebook) if isinstance(notebook, str) else notebook)
    plan = Plan.of(assignment, seed=seed, only=only, progress=progress)
    with contextlib.ExitStack() as stack:
        if gpu is not None:  # a GPU's random numbers differ from those of the diagnostician's CPU
            diagnostician = None
        elif diagnostician is None:
            diagnostician = stack.enter_context(Diagnostician(assignment, limits, walled=walled))
        while True:
            deaths = opening.deaths()
            try:
                with open_room(assignment, plan.data, walled=walled, limits=limits, gpu=gpu) as room:
                    report = run_checks(assignment, submission, room, plan, diagnostician)
            except SandboxError:
                if opening.deaths() == deaths:
                    raise
            else:
                if opening.deaths() == deaths:
                    return dataclasses.replace(report, student=student)
            # A zygote died with its rooms, which is nobody's fault: grade again. After two failures all rooms are cold.


def grade_on(
    device: str,
    assignment: Assignment,
    notebook: Path | NotebookNode,
    *,
    seed: int | None = None,
    only: Collection[str] | None = None,
    student: str | None = None,
    walled: bool = True,
    diagnostician: Diagnostician | None = None,
    progress: Callable[[str], None] = lambda cell: None,
) -> Report:
    """`grade` on a device, with the score that the CPU would give (`device.graded_on`).

    ``device``: as `device.choose` takes it; ignored without the sandbox, where the notebook chooses. Other parameters and the
    errors are those of `grade`.
    """
    seed = new_seed() if seed is None else seed

    def graded(gpu: Gpu | None, cells: Collection[str] | None) -> Report:
        return grade(
            assignment,
            notebook,
            seed=seed,
            only=only if cells is None else cells,
            student=student,
            walled=walled,
            gpu=gpu,
            diagnostician=diagnostician,
            progress=progress,
        )

    functions = [name for name in assignment.solutions if only is None or name in only]
    return graded_on(device if walled else "cpu", graded, functions)


def run_checks(
    assignment: Assignment,
    submission: Submission,
    room: Room,
    plan: Plan,
    diagnostician: Diagnostician | None = None,
) -> Report:
    """Run the checks of a plan on a submission in a room, which stays open. Without a diagnostician no misconception is named.

    Trusted notebooks may share a room, since each gets its own sessions. A student's notebook needs a room of its own, because
    it may spoil the room for the next.

    Raises
    ------
    BrokenError
        The room could not be opened, or pytest could not run the checks.
    """
    started = time.monotonic()
    sessions = Sessions(assignment, submission, room, plan)
    plugin = CheckPlugin(assignment, sessions, plan)
    device = "cpu(0)"
    if any(plan.files.values()):  # without files, pytest would collect the current folder
        sessions.open()
        run_suite(assignment.suite, plugin, plan)
        if room.view.gpu is not None:
            device = sessions.device()
    if plugin.replaced and diagnostician is not None:
        with contextlib.suppress(SandboxError):  # without the diagnosis, only a hint is missing
            plugin.diagnose(diagnostician.name)
    return Report(
        assignment=assignment.name,
        seed=plan.seed,
        cells=plugin.reports(),
        manual_points=assignment.manual_points if plan.only is None else 0.0,
        seconds=time.monotonic() - started,
        environment=_environment(plan.data, device, room.view),
        notes=submission.notes,
        outputs=sessions.observations.outputs,
    )


def open_room(
    assignment: Assignment, data: Data, *, walled: bool = True, limits: Limits = LIMITS, gpu: Gpu | None = None
) -> contextlib.AbstractContextManager[ProcessRoom]:
    """A room fit for an assignment. ``data``: as in `Plan`; the others as for `grade`."""
    shown, hidden = _shown_and_hidden(assignment, data)
    return opening.open_room(shown, limits, hidden, gpu, walled=walled)


def open_view(
    assignment: Assignment, data: Data, *, walled: bool = True, limits: Limits = LIMITS, gpu: Gpu | None = None
) -> contextlib.AbstractContextManager[bubblewrap.View]:
    """What such a room sees of the host, for callers that bring a room of their own."""
    shown, hidden = _shown_and_hidden(assignment, data)
    return bubblewrap.new_view(shown, limits, hidden, gpu, walled=walled)


def _shown_and_hidden(assignment: Assignment, data: Data) -> tuple[Path | None, tuple[Path, ...]]:
    """The training data that a room sees, and what it must not see."""
    if isinstance(data, Prepared):
        return data.guest, (*assignment.secrets, data.host)
    return None, assignment.secrets


def _environment(data: Data, device: str, view: bubblewrap.View) -> dict[str, str]:
    environment: dict[str, str] = {}
    for build, version in libraries.builds().items():
        environment |= {"mxnet": version, "build": build}
    if view.walled or not libraries.has_cuda_build():  # otherwise the notebook chooses, and the device is unknown
        environment["device"] = f"{device}, {view.gpu.name}" if view.gpu and device.startswith("gpu") else device
    environment["python"] = sys.version.split()[0]
    environment["sandbox"] = "bubblewrap" if view.walled else "none"
    missing = bubblewrap.missing_layers() if view.walled else ("no sandbox at all",)
    if missing:
        environment["missing_layers"] = "; ".join(missing)
    if isinstance(data, Prepared):
        environment["data"] = data.dataset.name
        if data.dataset.note:
            environment["data_note"] = data.dataset.note
    return environment
