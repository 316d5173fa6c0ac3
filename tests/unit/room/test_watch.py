"""The guard of a room: what its clock counts, and that a room which cannot be watched is ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from autograder.model import Cause, CauseKind
from autograder.room import watch
from autograder.room.watch import Guard, Usage, usage

SPIN = "while True: pass"
SLEEP = "import time; time.sleep(60)"
ONE_MORE_THREAD = f"""
import threading
def spin():
    {SPIN}
threading.Thread(target=spin, daemon=True).start()
{SLEEP}
"""


@contextlib.contextmanager
def running(script: str) -> Iterator[int]:
    """A process of its own group that runs a script and is killed afterwards."""
    command = [sys.executable, "-I", "-S", "-c", f"print(flush=True)\n{script}"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        process.stdout.readline()  # wait until the interpreter runs, also on a busy machine
        yield process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


@pytest.fixture
def guarded() -> Iterator[Callable[..., Guard]]:
    made: list[Guard] = []

    def guard(
        process: int, excess: Callable[[Usage], Cause | None] = lambda used: None, *, awaited: bool = True
    ) -> Guard:
        def end() -> None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)

        made.append(Guard(process, (), excess, lambda: awaited, end))
        return made[-1]

    yield guard
    for each in made:
        each.end()


def clock_speed(guard: Guard, seconds: float) -> float:
    """Seconds on the room's clock per second of wall time, measured for ``seconds``, from one look of the guard to another."""
    looks, _ = guard.seen
    while guard.seen[0] == looks:
        time.sleep(0.01)
    started, before = time.monotonic(), guard.seen[1]
    time.sleep(seconds)
    looks, _ = guard.seen
    while guard.seen[0] == looks:
        time.sleep(0.01)
    return (guard.seen[1] - before) / (time.monotonic() - started)


@contextlib.contextmanager
def busy_core(processes: int) -> Iterator[None]:
    """Put this process and those it starts on one core, which so many other processes keep busy."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    with contextlib.ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, cores)
        for _ in range(processes):
            # In sessions of their own, as rooms are: a kernel may schedule by session.
            other = subprocess.Popen([sys.executable, "-I", "-S", "-c", SPIN], start_new_session=True)
            stack.callback(other.wait)
            stack.callback(other.kill)
        yield


def test_the_clock_counts_processor_time(guarded: Callable[..., Guard]) -> None:
    with running(SPIN) as process:
        guard = guarded(process)
        before, used = guard.seen[1], usage(process).cpu_seconds
        time.sleep(1.2)
        assert guard.seen[1] - before == pytest.approx(usage(process).cpu_seconds - used, abs=0.6)


def test_the_clock_counts_the_time_of_all_processes(guarded: Callable[..., Guard]) -> None:
    with running(f"import os; os.fork(); os.fork()\n{SPIN}") as process:
        guard = guarded(process)
        deadline = time.monotonic() + 60
        while usage(process).processes < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert usage(process).processes == 4
        time.sleep(1)
        assert guard.seen[1] == pytest.approx(usage(process).cpu_seconds, abs=1.2)


def test_an_hour_in_which_the_machine_stood_still_counts_as_a_moment(
    guarded: Callable[..., Guard], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(SLEEP) as process:
        guard = guarded(process)
        stopped = 0.0

        class Clock:
            thread_time = staticmethod(time.thread_time)

            @staticmethod
            def monotonic() -> float:
                return time.monotonic() + stopped

        monkeypatch.setattr(watch, "time", Clock)
        looks, before = guard.seen
        stopped = 3600.0
        deadline = time.monotonic() + 60
        while guard.seen[0] < looks + 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert guard.seen[0] >= looks + 3 and 0 < guard.seen[1] - before < 60


def test_the_clock_counts_sleep_while_somebody_waits(guarded: Callable[..., Guard]) -> None:
    with running(SLEEP) as process:
        assert clock_speed(guarded(process), 1) == pytest.approx(1, abs=0.2)


def test_the_clock_does_not_count_sleep_while_nobody_waits(guarded: Callable[..., Guard]) -> None:
    with running(SLEEP) as process:
        assert clock_speed(guarded(process, awaited=False), 1) == pytest.approx(0, abs=0.05)


def test_the_clock_counts_the_time_of_a_stopped_process_as_sleep(guarded: Callable[..., Guard]) -> None:
    with running("import os; os.kill(os.getpid(), 19)") as process:
        assert clock_speed(guarded(process), 1) == pytest.approx(1, abs=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("script", [SPIN, ONE_MORE_THREAD], ids=["process", "thread"])
def test_the_clock_does_not_count_waiting_for_a_busy_core(guarded: Callable[..., Guard], script: str) -> None:
    with busy_core(8), running(script) as process:
        assert clock_speed(guarded(process), 3) < 0.5


@pytest.mark.slow
def test_the_clock_never_stands_still_while_somebody_waits(
    guarded: Callable[..., Guard], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a process with children whose time is not reported, or one that waits in the kernel for ever."""
    monkeypatch.setattr(watch, "usage", lambda root, scratch=(): Usage(busy=True))
    with running(SLEEP) as process:
        assert clock_speed(guarded(process), 1) == pytest.approx(1 / 20, rel=0.3)


def test_children_whose_time_is_not_reported_do_not_turn_the_clock_back(
    guarded: Callable[..., Guard], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([5.0, 1.0, 3.0, *[3.0] * 100])
    monkeypatch.setattr(watch, "usage", lambda root, scratch=(): Usage(cpu_seconds=next(times), busy=True))
    with running(SLEEP) as process:
        guard = guarded(process, awaited=False)
        while guard.seen[0] < 3:
            time.sleep(0.01)
        assert guard.seen[1] == 7.0


@pytest.mark.parametrize(
    ("script", "busy"),
    [(SPIN, True), (ONE_MORE_THREAD, True), (SLEEP, False), (f"import os; os.fork()\n{SLEEP}", False)],
    ids=["process", "thread", "asleep", "two asleep"],
)
def test_usage_is_busy_while_a_process_wants_a_processor(script: str, busy: bool) -> None:
    with running(script) as process:
        deadline = time.monotonic() + 60  # a process takes a moment to fall asleep
        while (found := usage(process).busy) is not busy and time.monotonic() < deadline:
            time.sleep(0.01)
        assert found is busy


def test_a_process_that_proc_does_not_show_is_an_error_and_not_idle() -> None:
    process = subprocess.Popen(["/bin/true"])
    process.wait()
    with pytest.raises(ProcessLookupError, match=f"does not show process {process.pid}"):
        usage(process.pid)


def ended(process: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("what", ["/proc", "a process", "excess"])
def test_a_guard_that_fails_ends_the_room(
    guarded: Callable[..., Guard], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def fails(*_: object) -> AbstractContextManager[object]:
        raise OSError(24, "Too many open files")

    with running(SLEEP) as process:
        if what == "/proc":
            monkeypatch.setattr(watch.os, "listdir", fails)
        elif what == "a process":
            monkeypatch.setattr(watch, "open", fails, raising=False)
        guard = guarded(process, fails if what == "excess" else lambda used: None)
        assert ended(process)
        assert "Too many open files" in str(guard.failure) and guard.cause is None


def test_a_guard_ends_a_room_that_uses_too_much_and_says_why(guarded: Callable[..., Guard]) -> None:
    excess = Cause(CauseKind.TIME_USED_UP, "used up its processor time")
    with running(SPIN) as process:
        guard = guarded(process, lambda used: excess if used.cpu_seconds > 0.5 else None)
        assert ended(process)
        assert guard.cause == excess and guard.failure is None
