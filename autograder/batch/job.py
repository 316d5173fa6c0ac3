"""One submission's job: from the bytes of a notebook to its report and to what nbgrader's copy will show.

A worker process runs it, here or on another machine. It gets values and answers with values, so it needs no folder of the
course; it writes nothing there. A fault of one submission is a `Failed`; a fault that would stop every submission of the run is
a `Stop`. Must not know other submissions, the gradebook, or how requests travel.
"""

from __future__ import annotations

import atexit
import dataclasses
import errno
import functools
import gc
import json
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from .. import __version__, datasets
from ..course.assignment import Assignment
from ..errors import AssignmentError, AutograderError, DataError, SandboxError, SubmissionError, UsageError
from ..files import engine_digest, remove_unlocked
from ..gradebook.staging import cell_outputs
from ..grading.circumstances import circumstances
from ..model import Report, Verdict
from ..room import bubblewrap
from ..submission.notebook import parse_notebook
from ..submission.rebuild import rebuild
from .bundle import HOMES, Bundle, Unpacked

if TYPE_CHECKING:
    from ..grading.diagnosis import Diagnosticians

_ONE = threading.Lock()  # a process has one diagnostician and one alarm, even if a cluster's worker has several threads


@dataclass(frozen=True)
class Options:
    """How the submissions of a run are graded.

    Parameters
    ----------
    jobs : int, optional
        Submissions graded at a time on this machine; by default one for each core.
    seed : int, optional
        Seed of all random inputs, for every submission; by default drawn for each submission.
    force : bool
        Grade again submissions that have been graded before.
    walled : bool
        False runs student code without the sandbox: only for your own code.
    device : str
        ``auto``, ``cpu``, ``gpu`` or ``gpu:N``, as `device.choose` takes it.
    scheduler : str
        Address of a Dask scheduler whose workers grade; by default this machine does.
    """

    jobs: int | None = None
    seed: int | None = None
    force: bool = False
    walled: bool = True
    device: str = "auto"
    scheduler: str = ""


@dataclass(frozen=True)
class Machine:
    """What a grade depends on besides the work: it must be the same on all workers of a run.

    ``kit``: as `kit` gives it. ``circumstances``: as `circumstances` gives them. ``data``: the
    data set that is there, which may be a stand-in.
    """

    kit: str
    circumstances: str
    data: str

    def __str__(self) -> str:
        return "; ".join(filter(None, (self.kit, self.circumstances, self.data and f"data {self.data}")))


@dataclass(frozen=True)
class Job:
    """``submission``: the notebook's bytes. ``shown``: its path, for messages. ``notes``: sentences for the report.

    ``seconds``: when its process is ended.
    """

    student: str
    submission: bytes
    shown: str
    notes: tuple[str, ...]
    machine: Machine
    options: Options
    seconds: int


@dataclass(frozen=True)
class Graded:
    """A report as plain values, the rebuilt notebook as JSON text, and the outputs of its cells by grade_id."""

    report: Mapping[str, Any]
    notebook: str
    outputs: Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Failed:
    """Why one submission has no grade, in one line; ``ours``: it is our own fault, not the submission's."""

    message: str
    ours: bool


@dataclass(frozen=True)
class Stop:
    """A fault that ends the run; ``kind`` names its class in `autograder.errors`."""

    kind: str
    message: str


@dataclass(frozen=True)
class Died:
    """Every process that had the job died; ``why`` says so in one line."""

    why: str


Answer = Graded | Failed | Stop


def kit() -> str:
    """The version of this package and of its files."""
    return f"autograder {__version__} ({engine_digest()[:12]})"


def this_machine(options: Options, dataset: str | None) -> Machine:
    """Describe this machine; fetch the data set if it is not there. Raises as `circumstances` and `datasets.prepare`."""
    data = datasets.prepare(dataset).dataset.name if dataset else ""
    return Machine(kit(), circumstances(walled=options.walled, device=options.device), data)


def work(job: Job, bundle: Bundle) -> Answer:
    """Grade one submission. If that takes longer than ``job.seconds``, the process is ended by a signal."""
    with _ONE:
        signal.alarm(job.seconds)
        try:
            return _answer(job, bundle)
        finally:
            signal.alarm(0)


def _answer(job: Job, bundle: Bundle) -> Answer:
    try:
        return _graded(job, bundle)
    except SubmissionError as error:
        return Failed(one_line(error), ours=False)
    except (AssignmentError, DataError, SandboxError, UsageError) as error:
        return Stop(type(error).__name__, one_line(error))
    except AutograderError as error:
        return Failed(one_line(error), ours=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            where = error.filename or "temporary files"
            return Stop("BrokenError", f"{socket.gethostname()}: no space left for {where}: free some, and run again")
        return _broken(error)
    except Exception as error:
        return _broken(error)


@functools.cache
def _freeze_modules() -> None:
    """What has been imported stays: each full collection of garbage would look through all of it again."""
    gc.collect()
    gc.freeze()


def _graded(job: Job, bundle: Bundle) -> Answer:
    here = this_machine(job.options, bundle.dataset)
    if here != job.machine:
        raise UsageError(
            f"the worker on {socket.gethostname()} differs from the one that was asked first: it has {here}; "
            f"that one has {job.machine}"
        )
    from ..grading.grade import grade_on  # pytest and Hypothesis, which the process that hands out the jobs never needs

    _freeze_modules()
    assignment = _unpacked().of(bundle)
    submitted = parse_notebook(job.submission, job.shown)
    report = grade_on(
        job.options.device,
        assignment,
        submitted,
        seed=job.options.seed,
        student=job.student,
        walled=job.options.walled,
        diagnostician=_diagnosticians().of(assignment, walled=job.options.walled),
    )
    if not report.complete:
        return Failed(_why_broken(report), ours=True)
    return laid_out(assignment, submitted, with_notes(report, job.notes))


def clean_up() -> None:
    """Remove temporary folders of processes on this machine that were killed while they graded."""
    bubblewrap.remove_orphans()
    remove_unlocked(HOMES)


def with_notes(report: Report, notes: Collection[str]) -> Report:
    """The report with more notes on the submission as a whole, each once."""
    return dataclasses.replace(report, notes=tuple(dict.fromkeys((*report.notes, *notes))))


def laid_out(assignment: Assignment, submitted: NotebookNode, report: Report) -> Graded:
    """A report with what nbgrader's copy of the submission will show."""
    notebook, _ = rebuild(assignment, submitted)
    return Graded(report.to_dict(), json.dumps(notebook), cell_outputs(assignment, report))


@functools.cache
def _unpacked() -> Unpacked:
    unpacked = Unpacked()
    atexit.register(unpacked.close)
    return unpacked


@functools.cache
def _diagnosticians() -> Diagnosticians:
    from ..grading.diagnosis import Diagnosticians

    diagnosticians = Diagnosticians()
    atexit.register(diagnosticians.close)
    return diagnosticians


def _why_broken(report: Report) -> str:
    broken = [check for cell in report.cells for check in cell.checks if check.verdict is Verdict.BROKEN]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return f"{broken[0].name}: {one_line(broken[0].message)}{more}"


def _broken(error: Exception) -> Failed:
    traceback.print_exc(file=sys.stderr)
    return Failed(f"{type(error).__name__}: {one_line(error)}", ours=True)


def one_line(message: object) -> str:
    return " ".join(str(message).split())
