"""What warm rooms save, and that they change no report. SECURITY.md holds the numbers.

    python tests/benchmarks/warm_rooms.py [--assignment mlp-mnist] [--submissions N] [--rooms 10]

Processor seconds of the grader, its rooms and its zygote together, for opening a room with a session, and for the functions
of submissions graded one after another in one process, as in a batch: the solution, the blank release, and notebooks that hold
all samples of the bank, or a few of these. Cold, then warm; the warm ones pay for the zygote's start. Exits with 1 where a warm
report differs from the cold one of the same seed in more than its times and measures. Two cold ones may differ, too: no seed
fixes what MXNet's dropout draws, nor every outcome of an operator written in Python (samples of ``mxnet-symbol``).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode

from autograder.authoring.trials import trials
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import exchange, solved
from autograder.grading.diagnosis import Diagnosticians
from autograder.grading.grade import grade
from autograder.model import Report
from autograder.room import opening, watch
from autograder.room.limits import LIMITS
from autograder.room.process import ProcessRoom

_TICK = os.sysconf("SC_CLK_TCK")


class Rooms:
    """Adds up the processor seconds of all rooms, each as it is closed."""

    def __init__(self) -> None:
        self.seconds = 0.0
        real = ProcessRoom.close

        def close(room: ProcessRoom) -> None:
            if room._process is not None:
                self.seconds += watch.usage(room._process.pid).cpu_seconds
            real(room)

        ProcessRoom.close = close  # type: ignore[method-assign]


def zygote_seconds() -> float:
    """Of the zygote's own, without its rooms."""
    zygote = opening._nursery(os.getpid())._zygote
    if zygote is None:
        return 0.0
    waiting = zygote._process.pid
    with open(f"/proc/{waiting}/task/{waiting}/children") as file:
        processes = [waiting, int(file.read().split()[0])]
    times = [watch._stat(f"/proc/{process}") or [] for process in processes]
    return sum(int(ticks) for fields in times for ticks in fields[11:13]) / _TICK


def measured(rooms: Rooms, cold: bool, work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of all processes, and what the work returned."""
    os.environ[opening.COLD_ROOMS] = "1" if cold else ""
    opening.end()
    before = rooms.seconds + time.process_time()
    result = work()
    return rooms.seconds + time.process_time() + zygote_seconds() - before, result


def open_rooms(number: int) -> None:
    start = {"seed": 0, "driver": "", "limits": dict(LIMITS.as_rlimits())}
    for _ in range(number):
        with opening.open_room() as room:
            room.request("start", start, 60)


def submissions(assignment: Assignment, number: int | None) -> list[NotebookNode]:
    """The notebooks that `verify` grades, without training and mutants; the whole bank is in them. Or ``number`` of them."""
    whole = solved(assignment)
    made = [exchange(whole, trial.sources) for trial in trials(assignment, training=False) if trial.kind != "mutant"]
    return made if number is None else made[:: -(-len(made) // number)]


def graded(assignment: Assignment, notebooks: list[NotebookNode]) -> list[Report]:
    diagnosticians = Diagnosticians()
    try:
        return [
            grade(
                assignment,
                notebook,
                seed=seed,
                only=list(assignment.solutions),
                diagnostician=diagnosticians.of(assignment),
            )
            for seed, notebook in enumerate(notebooks)
        ]
    finally:
        diagnosticians.close()


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_times(inner) for key, inner in value.items() if key not in ("seconds", "measures")}
    return [without_times(inner) for inner in value] if isinstance(value, list | tuple) else value


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--assignment", default="mlp-mnist")
    options.add_argument("--submissions", type=int, help="default: as many as hold the whole bank")
    options.add_argument("--rooms", type=int, default=10)
    given = options.parse_args()
    assignment = load_assignment(given.assignment)
    notebooks = submissions(assignment, given.submissions)
    rooms = Rooms()
    print(f"as {'root' if os.geteuid() == 0 else 'an ordinary user'}, load {os.getloadavg()[0]:.1f}", flush=True)
    if given.rooms:
        cold, _ = measured(rooms, True, lambda: open_rooms(given.rooms))
        one, _ = measured(rooms, False, lambda: open_rooms(1))
        warm, _ = measured(rooms, False, lambda: open_rooms(1 + given.rooms))
        print(f"a room with a session: cold {cold / given.rooms:.3f} s, warm {(warm - one) / given.rooms:.3f} s")
        print(f"the first of a process, with its zygote: {one:.3f} s", flush=True)
    cold, expected = measured(rooms, True, lambda: graded(assignment, notebooks))
    warm, found = measured(rooms, False, lambda: graded(assignment, notebooks))
    assert not opening.why_cold(), opening.why_cold()
    print(f"{len(notebooks)} x {assignment.name}: cold {cold:.1f} s, warm {warm:.1f} s, {warm / cold:.2f} of it")
    differing = [
        seed
        for seed, (one_, other) in enumerate(zip(expected, found, strict=True))
        if without_times(one_.to_dict()) != without_times(other.to_dict())
    ]
    print(f"scores {[report.score for report in found]}; reports that differ: {differing or 'none'}")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
