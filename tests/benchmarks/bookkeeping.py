"""What the books of a class cost: recording, export and report, for classes of several sizes.

    python tests/benchmarks/bookkeeping.py [--students 100 300 1000]

Grades three notebooks of ``mlp-mnist`` (the solution, one with wrong functions, the blank release), hands them in for each
student of a temporary course, with their reports as kept reports, and runs the commands. So ``grade`` grades nothing: it
stages and records. Prints processor seconds (user and system) for each student, of the command's process alone and of its
workers, and the peak memory of the command's process. Where nothing grows faster than the class, no column grows downwards.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.batch.job import Options, this_machine
from autograder.batch.kept import grade_key, store_report
from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import exchange, read_samples, solved
from autograder.files import PACKAGE
from autograder.grading.grade import grade
from autograder.model import Report
from autograder.submission.notebook import parse_notebook

NAME = "mlp-mnist"
COMMANDS = {
    "record": ("grade", NAME),
    "find recorded": ("grade", NAME),
    "export": ("export", NAME, "--output", "grades.csv"),
    "report": ("report", NAME),
}


def notebooks() -> list[NotebookNode]:
    assignment = load_assignment(NAME)
    whole = solved(assignment)
    wrong = {sample.function: sample.source for sample in read_samples(assignment) if not sample.right}
    released = nbformat.read(PACKAGE.parent / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    return [whole, exchange(whole, wrong), released]


def course_of(students: int, graded: list[tuple[bytes, Report]], root: Path) -> None:
    """A course in which each student handed in one of the notebooks, and all reports are kept."""
    for part in (f"source/{NAME}", f"autograder/suites/{NAME}"):
        shutil.copytree(PACKAGE.parent / part, root / part)
    shutil.copy(PACKAGE.parent / "nbgrader_config.py", root)
    course = Course(root)
    assignment = load_assignment(NAME, course)
    machine = this_machine(Options(), assignment.dataset)
    keys = [grade_key(assignment, data, str(machine)) for data, _ in graded]
    for number in range(students):
        student, which = f"student-{number:04}", number % len(graded)
        folder = root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        data, report = graded[which]
        (folder / f"{NAME}.ipynb").write_bytes(data)
        store_report(course, student, keys[which], dataclasses.replace(report, student=student, seed=number))


def measure(arguments: list[str]) -> None:
    """Run one command in this process, and print what it used."""
    from autograder.cli import main as command

    try:
        command(arguments)
    except SystemExit as end:
        if end.code:
            raise
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    used = {
        "own": own.ru_utime + own.ru_stime,
        "workers": workers.ru_utime + workers.ru_stime,
        "mib": peak / 1024,
    }
    os.write(3, json.dumps(used).encode())


def measured(root: Path, arguments: tuple[str, ...]) -> dict[str, float]:
    reader, writer = os.pipe()
    program = "import os, sys; os.dup2(int(sys.argv[1]), 3); import bookkeeping; bookkeeping.measure(sys.argv[2:])"
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", program, str(writer), "--course", str(root), *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), str(Path(__file__).parent)])},
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    wall = time.monotonic() - started
    os.close(writer)
    with os.fdopen(reader) as answer:
        return {**json.load(answer), "wall": wall}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, nargs="+", default=[100, 300, 1000])
    given = options.parse_args()
    assignment = load_assignment(NAME)
    files = [nbformat.writes(notebook).encode() for notebook in notebooks()]
    graded = [(data, grade(assignment, parse_notebook(data, NAME), seed=1)) for data in files]
    print(f"scores {[report.score for _, report in graded]}, load {os.getloadavg()[0]:.1f}", flush=True)
    for students in given.students:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve() / "course"
            course_of(students, graded, root)
            for label, arguments in COMMANDS.items():
                used = measured(root, arguments)
                print(
                    f"{students:5} {label:13} own {used['own']:7.2f} s {1000 * used['own'] / students:6.1f} ms each, "
                    f"workers {used['workers']:7.2f} s, wall {used['wall']:6.1f} s, peak {used['mib']:4.0f} MiB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
