"""Grades on the workers of a running Dask cluster.

Dask pickles what it sends. Its scheduler and workers therefore trust each other and this process, and nobody else may reach
them: TLS, or the loopback network. No pickle is made of what student code sent: answers hold plain values, which the grading
process has checked. Must not know what a job means: `autograder.batch.job.work` does.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import ipaddress
import itertools
import logging
import queue
import secrets
import time
import warnings
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from distributed import Client, Future, KilledWorker
from distributed.versions import VersionMismatchWarning

from ..errors import AutograderError, BrokenError, UsageError
from .bundle import Bundle
from .job import Answer, Died, Job, Machine, Options, clean_up, kit, one_line, this_machine, work

INSECURE = "insecure-"  # before tcp://, it permits a network without TLS
LOST_SECONDS = 60.0  # until a scheduler that does not answer must be back
WAIT_SECONDS = 600.0  # for a first worker, and for another after the last one was lost
LOSSES = 5  # times that one job, or its answer, may be lost with the scheduler
_AHEAD = 2  # jobs for each worker: one is computed, and one waits at the worker
_LOOK_SECONDS = 1.0
_Cancelled = (asyncio.CancelledError, concurrent.futures.CancelledError)


class _LostError(Exception):
    """A job was lost with its scheduler, or its answer was on the way here."""


@dataclass(frozen=True)
class _Try:
    """A job that the cluster gets. ``lost``: times that it was lost with its scheduler. ``alone``: it is the only one there."""

    job: Job
    lost: int = 0
    alone: bool = False


class Cluster:
    """The workers of the scheduler at ``address``: ``tls://HOST:PORT``, or ``tcp://HOST:PORT`` on the loopback network.

    Dask's own settings name the certificates (``distributed.comm.tls``). Raises `UsageError` if the address is not allowed or
    nobody answers.
    """

    def __init__(self, address: str) -> None:
        self._address = _allowed(address)
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # our own errors say it, with the next step
        # Another version of Dask may do. If it does not, the first answer says so.
        warnings.filterwarnings("ignore", category=VersionMismatchWarning)
        warnings.filterwarnings("ignore", message="Sending large graph")  # a job holds its submission's bytes, once
        try:
            self._client = Client(self._address, timeout=LOST_SECONDS, set_as_default=False, name="autograder")  # type: ignore[no-untyped-call]
        except Exception as error:  # such as a file of a certificate that does not exist
            raise UsageError(f"{self._address}: no Dask scheduler answers there: {one_line(error)}") from error
        self._running: dict[str, tuple[Future[Answer], _Try]] = {}
        self._workers, self._looked, self._seen = 0, 0.0, time.monotonic()

    @property
    def dashboard(self) -> str:
        """The address of Dask's own page."""
        return str(self._client.dashboard_link)

    @property
    def running(self) -> int:
        """The number of jobs given to the cluster and not answered yet."""
        return len(self._running)

    @property
    def workers(self) -> int:
        """The number of workers, at most a second old.

        Raises
        ------
        BrokenError
            The scheduler is lost, or there has been no worker for `WAIT_SECONDS`.
        """
        now = time.monotonic()
        if now - self._looked > _LOOK_SECONDS:
            if self._client.status == "closed":
                raise BrokenError(
                    f"{self._address}: the scheduler has not answered for {LOST_SECONDS:.0f} s: start it, and run again"
                )
            if self._client.status == "running":
                with contextlib.suppress(OSError, TimeoutError):
                    self._workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
            self._looked = now
            if self._workers:
                self._seen = now
            elif now - self._seen > WAIT_SECONDS:
                raise BrokenError(f"{self._address}: no worker for {WAIT_SECONDS:.0f} s: start some, and run again")
        return self._workers

    def machine(self, options: Options, dataset: str | None) -> Machine:
        """What the grades of a run depend on: `this_machine`, as one of the workers answers. The others must agree.

        Raises
        ------
        UsageError
            As `this_machine`; or the worker has another version of this package.
        BrokenError
            As `workers`; or a worker cannot answer.
        """
        lost = 0
        while True:
            future = self._client.submit(this_machine, options, dataset, pure=False)
            while not future.done():  # type: ignore[no-untyped-call]
                _ = self.workers  # raises if there is none for long
                time.sleep(_LOOK_SECONDS / 10)
            try:
                machine: Machine = self._result(future)
            except KilledWorker as error:
                raise BrokenError(
                    f"{self._address}: its workers die: look at their output: {one_line(error)}"
                ) from error
            except _LostError as error:
                if lost == LOSSES:
                    raise self._lost_too_often(error) from error
                lost += 1
                time.sleep(_LOOK_SECONDS)  # the scheduler may come back
                continue
            if machine.kit != kit():
                raise UsageError(
                    f"{self._address}: a worker has {machine.kit}, and this command {kit()}: install the same everywhere"
                )
            return machine

    def run(self, jobs: Iterable[Job], bundle: Bundle) -> Generator[tuple[Job, Answer | Died]]:
        """Yield each job with its answer, as answers arrive; a `Died` if it killed every worker that the scheduler gave it.

        A job that is lost with its worker is done again by the scheduler; jobs that are lost with the scheduler are given to
        the next one at the same address. The scheduler gives up a job that has lost several workers (``allowed-failures``), and
        with it any that waited at the same workers: so such jobs are done once more at the end, one at a time.

        Raises
        ------
        BrokenError
            The scheduler is lost, there is no worker, or a worker cannot do jobs of this kind.
        """
        done: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
        again: deque[_Try] = deque()
        suspects: deque[_Try] = deque()
        fresh = map(_Try, jobs)
        keys = map(f"grade-{secrets.token_hex(8)}-{{}}".format, itertools.count())
        archive = self._archive(bundle)

        def fill() -> None:
            nonlocal archive
            while self.running < _AHEAD * max(1, self.workers) and self._client.status == "running":
                task = again.popleft() if again else next(fresh, None)
                if task is None and suspects and not self._running:
                    task = suspects.popleft()
                if task is None:
                    return
                if archive.status not in ("pending", "finished"):
                    archive = self._archive(bundle)
                future = self._client.submit(work, task.job, archive, key=next(keys))
                self._running[str(future.key)] = future, task
                future.add_done_callback(done.put)  # type: ignore[no-untyped-call]
                if task.alone:
                    return

        try:
            fill()
            while self._running or again or suspects:
                try:
                    future = done.get(timeout=_LOOK_SECONDS)
                except queue.Empty:
                    fill()
                    continue
                _, task = self._running.pop(str(future.key))
                try:
                    answer: Answer | Died = self._result(future)
                except KilledWorker as error:
                    if not task.alone:
                        suspects.append(dataclasses.replace(task, alone=True))
                        fill()
                        continue
                    answer = Died(f"{error.allowed_failures + 1} worker processes died while they graded it")
                except _LostError as error:
                    if task.lost == LOSSES:
                        raise self._lost_too_often(error) from error
                    again.append(dataclasses.replace(task, lost=task.lost + 1, alone=False))
                    continue
                fill()  # before the caller handles the answer, which may take long
                yield task.job, answer
        finally:
            if self._client.status == "running":
                with contextlib.suppress(Exception):  # a lost scheduler has nothing to take back
                    self._client.cancel([future for future, _ in self._running.values()])  # type: ignore[no-untyped-call]
                    self._client.run(clean_up, on_error="ignore")
            self._running.clear()

    def close(self) -> None:
        """Leave the cluster, which goes on."""
        self._client.close(timeout=5)  # type: ignore[no-untyped-call]

    def _archive(self, bundle: Bundle) -> Future[Bundle]:
        """The bundle as a task's result: a worker fetches it once, and if it is lost, the scheduler has it made again."""
        return self._client.submit(_same, bundle, pure=False)

    def _result(self, future: Future[Any]) -> Any:
        """The result of a future that is done. Raises `KilledWorker`, `_LostError`, or the job's error as `AutograderError`."""
        raised = future.status == "error"  # by the job; anything else that fails here is the way to the scheduler
        try:
            return future.result()
        except (AutograderError, KilledWorker):
            raise
        except _Cancelled as error:
            raise _LostError("the scheduler was lost") from error
        except Exception as error:
            said = f"{type(error).__name__}: {one_line(error)}"
            if not raised:
                raise _LostError(said) from error
            raise BrokenError(  # such as a module that the worker does not have
                f"{self._address}: a worker cannot grade: {said}: "
                "install the same autograder on every worker and on the scheduler"
            ) from error

    def _lost_too_often(self, error: _LostError) -> BrokenError:
        return BrokenError(f"{self._address}: answers were lost {LOSSES + 1} times, at last: {error}: run again")


def _same(bundle: Bundle) -> Bundle:
    return bundle


def _allowed(address: str) -> str:
    """The address of a scheduler, if its network is safe. Raises `UsageError` otherwise."""
    bare = address.removeprefix(INSECURE)
    try:
        parts = urlsplit(bare)
        usable = parts.scheme in ("tcp", "tls") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(
            f"the address of a Dask scheduler: expected tls://HOST:PORT or tcp://HOST:PORT, got {address!r}"
        )
    if parts.scheme == "tls" or bare != address or _is_loopback(parts.hostname or ""):
        return bare
    raise UsageError(
        f"{address}: without TLS everyone in that network could run programs as you: expected tls://HOST:PORT with Dask's "
        f"certificates, or a scheduler on this machine; write {INSECURE}{bare} if you trust the network"
    )


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
