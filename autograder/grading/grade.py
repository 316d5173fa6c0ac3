"""`grade`: one submission in, one report out. Writes nothing, remembers nothing.

The straight line: read -> submission -> room opens -> cells run -> the suite asserts on the host -> report.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from ..course.assignment import Assignment, load_assignment
from ..datasets import Prepared
from ..errors import SandboxError
from ..gpu import libraries
from ..gpu.device import choose, graded_on
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
    plan = Plan.of(assignment, seed=seed, only=only, progress=progress)
    while True:
        deaths = opening.deaths()
        try:
            with contextlib.ExitStack() as stack:
                room = stack.enter_context(open_room(assignment, plan.data, walled=walled, limits=limits, gpu=gpu))
                asked = diagnostician
                if gpu is not None:  # it draws other numbers than the diagnostician's CPU
                    asked = None
                elif asked is None:
                    asked = stack.enter_context(Diagnostician(assignment, limits, walled=walled))
                report = run_checks(assignment, submission, room, plan, asked)
        except SandboxError:
            if opening.deaths() == deaths:
                raise
        else:
            if opening.deaths() == deaths:
                return dataclasses.replace(report, student=student)
        # A zygote died, and its rooms with it. That is nobody's fault: once more. After two such failures all rooms are cold.


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
    """`grade` on a device so that the score is the CPU's, too (`device.graded_on`).

    ``device``: as `device.choose` takes it; without the wall a notebook takes what it finds. Others as for `grade`, and so are
    the errors.
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


def run_checks(
    assignment: Assignment,
    submission: Submission,
    room: Room,
    plan: Plan,
    diagnostician: Diagnostician | None = None,
) -> Report:
    """Run the checks of a plan on a submission in a room, which stays open. Without a diagnostician no misconception is named.

    Each notebook gets a session of its own. Students' notebooks get a room each: one may spoil it for the next.

    Raises
    ------
    BrokenError
        The room could not be opened, or pytest could not run the checks.
    """
    started = time.monotonic()
    sessions = Sessions(assignment, submission, room, plan)
    plugin = CheckPlugin(assignment, sessions, plan)
    device = "cpu(0)"
    if any(plan.files.values()):  # without one, pytest would collect the current folder
        sessions.open()
        run_suite(assignment.suite, plugin, plan)
        if room.view.gpu is not None:
            device = sessions.device()
    if plugin.replaced and diagnostician is not None:
        with contextlib.suppress(SandboxError):  # a hint is lost then, and never a grade
            plugin.diagnose(diagnostician.name)
    return Report(
        assignment=assignment.name,
        student=None,
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
    if view.walled or not libraries.has_cuda_build():  # elsewhere the notebook takes what it finds
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
