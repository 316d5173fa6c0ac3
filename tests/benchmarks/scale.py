"""How grading scales over the workers of a Dask cluster.

    python tests/benchmarks/scale.py [--assignment mlp-mnist] [--submissions 6] [--minutes 10] [--seconds S]

First a measurement: the solution, handed in by several students, is graded by one worker process and by two. Then a simulation
for more workers than this machine has cores: 1 to 64 workers are threads of one process, with the scheduler, and a job sleeps
for as long as a submission took (``--seconds``: for that long, and nothing is graded). Each simulation gets the same number of
jobs per worker: 10,000 for 64, or as many as fit into ``--minutes`` for all of them. Scheduler and workers share one
interpreter here, so a real cluster does better.

Exits with 1 if the efficiency at 64 workers is below 90 %, or the memory of the parent above 300 MiB.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import nbformat
from distributed import LocalCluster

from autograder.batch import cluster
from autograder.batch.bundle import Bundle
from autograder.batch.cluster import Cluster
from autograder.batch.job import Failed, Job, Machine, Options
from autograder.batch.run import grade_all
from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import solved

CHECKOUT = Path(__file__).resolve().parents[2]
WORKERS = (1, 2, 4, 8, 16, 32, 64)


@contextlib.contextmanager
def local(workers: int, *, processes: bool) -> Iterator[str]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        processes=processes,
        n_workers=workers,
        threads_per_worker=1,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
    ) as started:
        yield started.scheduler_address


def serve(workers: int, pipe: Connection) -> None:
    with local(workers, processes=False) as address:
        pipe.send(address)
        pipe.recv()


@contextlib.contextmanager
def elsewhere(workers: int) -> Iterator[str]:
    """Scheduler and workers, as threads of another process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(workers, theirs))
    process.start()
    yield ours.recv()
    ours.send(None)
    process.join()


def graded(name: str, submissions: int, workers: int) -> float:
    """Seconds for a submission, once the workers are warm."""
    with tempfile.TemporaryDirectory(prefix="scale-") as folder, local(workers, processes=True) as address:
        course = Course(Path(folder))
        for part in (f"source/{name}", f"autograder/suites/{name}"):
            shutil.copytree(CHECKOUT / part, course.root / part)
        shutil.copy(CHECKOUT / "nbgrader_config.py", course.root)
        notebook = solved(load_assignment(name, course))
        for number in range(submissions + workers):
            place = course.root / "submitted" / f"student-{number:02}" / name
            place.mkdir(parents=True)
            nbformat.write(notebook, place / f"{name}.ipynb")
        times: list[float] = []
        result = grade_all(
            name,
            course,
            Options(seed=1, scheduler=address),
            progress=lambda outcome, done, total: times.append(time.monotonic()),
        )
        assert result.exit_status == 0, result
        return (times[-1] - times[workers - 1]) / submissions


def sleep(job: Job, bundle: Bundle) -> Failed:
    time.sleep(job.seconds)
    return Failed("", ours=True)


def simulated(workers: int, jobs: int, seconds: float) -> tuple[float, float]:
    """Seconds of wall, and of the parent's processor time, for all jobs."""
    options, machine = Options(), Machine("", "", "")
    submission = b"x" * 50_000  # as large as a notebook
    asked = (Job(str(n), submission, "", (), machine, options, seconds) for n in range(jobs))  # type: ignore[arg-type]
    with elsewhere(workers) as address:
        engine = Cluster(address)
        wall, processor = time.monotonic(), time.process_time()
        found = sum(1 for _ in engine.run(asked, Bundle("", None, "", (), b"")))
        spent = time.monotonic() - wall, time.process_time() - processor
        assert found == jobs
        engine.close()
    return spent


def peak() -> float:
    """MiB that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assignment", default="mlp-mnist")
    parser.add_argument("--submissions", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seconds", type=float)
    given = parser.parse_args()
    seconds = given.seconds
    if seconds is None:
        for workers in (1, 2):
            each = graded(given.assignment, given.submissions, workers)
            seconds = seconds or each
            print(f"{given.assignment}, {workers} workers: {60 / each:.1f} submissions a minute", flush=True)
        print(f"parent: {peak():.0f} MiB at most")
    cluster.work = sleep  # type: ignore[assignment]
    per_worker = min(10_000 / WORKERS[-1], given.minutes * 60 / len(WORKERS) / seconds)
    efficiency = 0.0
    for workers in WORKERS:
        jobs = max(1, round(per_worker)) * workers
        wall, processor = simulated(workers, jobs, seconds)
        efficiency = jobs * seconds / workers / wall
        print(
            f"{workers:2} workers, {jobs:5} jobs of {seconds:.2f} s: {60 * jobs / wall:6.0f} a minute, "
            f"efficiency {efficiency:.1%}, {1000 * processor / jobs:.1f} ms of the parent a job, {peak():.0f} MiB at most",
            flush=True,
        )
    return int(efficiency < 0.9 or peak() > 300)


if __name__ == "__main__":
    sys.exit(main())
