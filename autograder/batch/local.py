"""Grades on this machine, in processes of the standard library's executor.

Each process has an executor of its own, so it is known which submission killed it. A submission gets a second try in a new
process. Must not know what a job means: `autograder.batch.job.work` does.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import types
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from ..errors import BrokenError
from .bundle import Bundle
from .job import Answer, Died, Job, Machine, Options, clean_up, this_machine, work
from .start import start

TRIES = 2


class _Process:
    """One grading process. ``core``: the only CPU core it may use, ``None`` for all."""

    def __init__(self, core: int | None) -> None:
        self.core = core
        # A new interpreter, so a server that has run for weeks grades with the kit that is on the disk now.
        spawn = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(1, spawn, start, (os.getpid(), core))
        try:
            with _no_program():
                self._number = self._executor.submit(os.getpid)
        except OSError as error:
            raise BrokenError(f"the grading process does not start: {error}") from error
        self._children = multiprocessing.active_children()

    def submit(self, job: Job, bundle: Bundle) -> Future[Answer]:
        return self._executor.submit(work, job, bundle)

    def end(self) -> str:
        """Kill the process unless it has ended; describe how it ended. Raises `BrokenError` if it never started."""
        try:
            number = self._number.result()
        except BrokenProcessPool as error:
            self._executor.shutdown()
            raise BrokenError(f"the grading process does not start: {error}") from error
        process = next(child for child in self._children if child.pid == number)
        process.kill()
        self._executor.shutdown()
        status = process.exitcode or 0
        if status == -signal.SIGALRM:
            return "ran out of time"
        return f"signal {-status}" if status < 0 else f"exit status {status}"


@contextlib.contextmanager
def _no_program() -> Iterator[None]:
    """A process that is started in this context does not import the parent's program, such as nbgrader or JupyterLab."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


class Local:
    """At most ``workers`` grading processes on this machine; by default one for each core."""

    dashboard = ""

    def __init__(self, workers: int | None = None) -> None:
        self._cores = sorted(os.sched_getaffinity(0))
        self.workers = workers or len(self._cores)
        self._idle: list[_Process] = []
        self._running: dict[Future[Answer], tuple[_Process, Job, int]] = {}

    def machine(self, options: Options, dataset: str | None) -> Machine:
        """What the grades of a run depend on; as `this_machine`."""
        return this_machine(options, dataset)

    @property
    def running(self) -> int:
        """The number of jobs in progress."""
        return len(self._running)

    def run(self, jobs: Iterable[Job], bundle: Bundle) -> Generator[tuple[Job, Answer | Died]]:
        """Yield each job with its answer, as answers arrive; a `Died` if every try killed its process.

        Raises
        ------
        BrokenError
            Grading processes cannot be started.
        """
        again: deque[tuple[Job, int]] = deque()
        fresh = ((job, 1) for job in jobs)

        def fill() -> None:
            while len(self._running) < self.workers:
                job, attempt = again.popleft() if again else next(fresh, (None, 0))
                if job is None:
                    return
                while True:
                    process = self._idle.pop() if self._idle else _Process(self._free_core())
                    try:
                        self._running[process.submit(job, bundle)] = process, job, attempt
                        break
                    except BrokenProcessPool:  # it died without a job
                        process.end()

        try:
            fill()
            while self._running:
                done, _ = wait(self._running, return_when=FIRST_COMPLETED)
                for future in done:
                    process, job, attempt = self._running.pop(future)
                    try:
                        answer: Answer | Died = future.result()
                        self._idle.append(process)
                    except BrokenProcessPool:
                        why = process.end()
                        if attempt < TRIES:
                            again.append((job, attempt + 1))
                            fill()
                            continue
                        answer = Died(f"the grading process died twice: {why}")
                    fill()  # before the caller handles the answer, which may take long
                    yield job, answer
        finally:
            for process in [*self._idle, *(process for process, _, _ in self._running.values())]:
                with contextlib.suppress(BrokenError):
                    process.end()
            self._idle.clear()
            self._running.clear()
            clean_up()

    def close(self) -> None:
        """Nothing is left open after `run`."""

    def _free_core(self) -> int | None:
        """The least used core: a submission with many busy processes then slows down only its own grading."""
        if self.workers == 1:
            return None
        taken = [process.core for process in self._idle + [process for process, _, _ in self._running.values()]]
        return min(self._cores, key=taken.count)
