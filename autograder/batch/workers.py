"""Worker processes that grade submissions: started, sent requests, watched and replaced.

The protocol is JSON objects of one line each. A worker is started as ``python -m autograder.batch.workers PID``, where PID
is its parent's. It writes ``{"ready": true}`` to its original standard output once its imports are done, then one line for
each request on its standard input. It ends when its input ends; the kernel kills it when its parent dies. A worker that dies
during a request is replaced, and the request gets a second try in a new process.

Every run starts new interpreters, so a server that has run for weeks grades with the kit that is on the disk now. Must not
know what a request means: `autograder.batch.job.answer` does.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any

from ..errors import BrokenError
from ..files import PACKAGE

START_SECONDS = 120.0
REQUEST_SECONDS = 14_400.0  # the grader's own limits end a submission much earlier, even on a busy machine
TRIES = 2
_PR_SET_PDEATHSIG = 1

Request = Mapping[str, Any]


class _Worker:
    """One worker process, its current request and its deadline. ``core``: the only CPU core it may use, ``None`` for all."""

    def __init__(self, core: int | None = None) -> None:
        self.core = core
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed in `end`)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.batch.workers", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=_environment(),
                # Ctrl-C in a terminal reaches only the parent, which then ends its workers.
                start_new_session=True,
            )
        except OSError as error:
            self._errors.close()
            raise BrokenError(f"the grading process does not start: {error}") from error
        if core is not None:
            with contextlib.suppress(OSError):  # it may have ended already, which `receive` reports
                os.sched_setaffinity(self._process.pid, {core})
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._received = b""
        self._late = False
        self._deadline = time.monotonic() + START_SECONDS
        self.descriptor = self._answers.fileno()
        self.ready = False
        self.request: Request | None = None
        self.attempt = 0

    @property
    def idle(self) -> bool:
        return self.ready and self.request is None

    def send(self, request: Request, attempt: int) -> None:
        self.request, self.attempt = request, attempt
        self._deadline = time.monotonic() + REQUEST_SECONDS
        with contextlib.suppress(BrokenPipeError):  # it has died, which `receive` reports
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()

    def receive(self) -> Iterator[dict[str, Any] | None]:
        """Yield the complete answers that have arrived, and ``None`` once the worker has ended."""
        data = os.read(self.descriptor, 65_536)
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            yield json.loads(line)
        if not data:
            yield None

    def seconds_left(self) -> float:
        """Seconds until its deadline. Kills a worker that has none left; `receive` then reports its end."""
        left = self._deadline - time.monotonic()
        if left <= 0 and not self._late:
            self._late = True
            self._process.kill()
        return left

    def end(self) -> str:
        """Kill the process unless it has ended; describe how it ended."""
        self._process.kill()
        status = self._process.wait()
        for stream in (self._requests, self._answers):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        self._errors.seek(0)
        said = self._errors.read()[-2_000:].decode("utf-8", "replace").strip().splitlines()
        self._errors.close()
        how = "ran out of time" if self._late else f"signal {-status}" if status < 0 else f"exit status {status}"
        return f"{how} ({said[-1]})" if said else how


class Pool:
    """At most ``size`` workers, all of which end with `run`."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._workers: dict[int, _Worker] = {}
        self._waiting: deque[tuple[Request, int]] = deque()
        self._failed_starts = 0

    def run(self, requests: Iterable[Request]) -> Generator[tuple[Request, dict[str, Any]]]:
        """Yield each request with its answer, as answers arrive; ``{"died": WHY}`` if every try killed its worker.

        Raises
        ------
        BrokenError
            Workers cannot be started.
        """
        self._waiting.extend((request, 1) for request in requests)
        try:
            while self._waiting or self._busy():
                self._start_workers()
                for worker in self._readable():
                    for answer in worker.receive():
                        result = self._ended(worker) if answer is None else self._answered(worker, answer)
                        self._send_requests()  # before the caller handles the result, which may take long
                        if result is not None:
                            yield result
                self._send_requests()
        finally:
            for worker in self._workers.values():
                worker.end()
            self._workers.clear()

    def _busy(self) -> int:
        return sum(worker.request is not None for worker in self._workers.values())

    def _start_workers(self) -> None:
        while len(self._workers) < min(self._size, len(self._waiting) + self._busy()):
            worker = _Worker(self._free_core())
            self._workers[worker.descriptor] = worker

    def _free_core(self) -> int | None:
        """The least used core: a submission with many busy processes then slows down only its own grading."""
        if self._size == 1:
            return None
        taken = [worker.core for worker in self._workers.values()]
        return min(sorted(os.sched_getaffinity(0)), key=taken.count)

    def _send_requests(self) -> None:
        for worker in self._workers.values():
            if worker.idle and self._waiting:
                worker.send(*self._waiting.popleft())

    def _readable(self) -> list[_Worker]:
        """Workers with output to read; waits for one for at most 5 s."""
        watched = [worker for worker in self._workers.values() if not worker.idle]
        pause = max(0.0, min(worker.seconds_left() for worker in watched))
        poll = select.poll()
        for worker in watched:
            poll.register(worker.descriptor, select.POLLIN)
        return [self._workers[descriptor] for descriptor, _ in poll.poll(1000 * min(pause, 5.0))]

    def _answered(self, worker: _Worker, answer: dict[str, Any]) -> tuple[Request, dict[str, Any]] | None:
        request, worker.request, worker.ready = worker.request, None, True
        self._failed_starts = 0
        return None if request is None else (request, answer)

    def _ended(self, worker: _Worker) -> tuple[Request, dict[str, Any]] | None:
        del self._workers[worker.descriptor]
        why = worker.end()
        if worker.request is None:
            self._failed_starts += not worker.ready
            if self._failed_starts > TRIES:
                raise BrokenError(f"the grading process does not start: {why}")
        elif worker.attempt < TRIES:
            self._waiting.append((worker.request, worker.attempt + 1))
        else:
            return worker.request, {"died": why}
        return None


def _environment() -> dict[str, str]:
    package = str(PACKAGE.parent)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    environment["AUTOGRADER_OFFLINE"] = "1"  # data was fetched before the workers started
    if package not in site.getsitepackages():
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return environment


def serve(parent: int) -> None:
    """Run the worker's side of the protocol until its input ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return  # the parent died before prctl
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Libraries that print, and child processes, must not write into the protocol.
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    from .. import _quick_start  # noqa: F401  (before anything imports jsonschema)
    from ..grading.diagnosis import Diagnosticians
    from .job import answer

    _write(answers, {"ready": True})
    with contextlib.closing(Diagnosticians()) as diagnosticians:
        for line in requests:
            _write(answers, answer(json.loads(line), diagnosticians))


def _write(answers: Any, message: Mapping[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
