"""How many examples each property-based check needs to tell the wrong samples of the bank from right code.

    python tests/benchmarks/examples.py [--assignment mlp-mnist] [--seeds 10] [--examples 40]

Runs each check that Hypothesis feeds on each wrong sample of its function, with each seed, and notes the number of the first
example that fails. Prints, by check, the largest of these numbers over samples and seeds, the samples that needed most, and
those that only some seeds or none told from right code (other checks find these). A check's ``max_examples`` should be more
than the largest number. The samples are trusted: each runs in a process forked from this one, without a sandbox.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import hypothesis

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import Sample, exchange, read_samples, solved
from autograder.grading.pytest_run import _hypothesis
from autograder.room.bubblewrap import View
from autograder.room.student import Folders, Student, StudentRaised
from autograder.selfcheck import KernelRoom
from autograder.submission.rebuild import read_submission


def fed(assignment: Assignment) -> list[tuple[str, str, Any]]:
    """The property-based checks: the function, the check's name, the check."""
    sys.path.insert(0, str(assignment.suite))
    found = []
    for function, path in assignment.check_files():
        module = importlib.import_module(path.stem)
        checks = [(name, check) for name, check in vars(module).items() if hypothesis.is_hypothesis_test(check)]
        found += [(function, f"{path.name}::{name}", check) for name, check in checks if name.startswith("test_")]
    return found


def first_failures(assignment: Assignment, sample: Sample, check: Any, seeds: int, examples: int) -> list[int]:
    """For each seed the number of the first example that fails; 0 if none does."""
    variables: dict[str, Any] = {}
    for step in read_submission(assignment, exchange(solved(assignment), {sample.function: sample.source})).steps:
        if (step.kind, step.name) == ("check", sample.function):
            break
        exec(step.source, variables)
    view = View(Path())
    room = KernelRoom(view, variables, assignment.driver)
    room.request("capture", {"name": sample.function}, 0)
    outcomes: list[bool] = []

    def watched(**given: Any) -> None:
        """An example that fails does not stop the check."""
        try:
            inner(**given)
        except (AssertionError, StudentRaised):
            outcomes.append(False)
        else:
            outcomes.append(True)

    inner, check.hypothesis.inner_test = check.hypothesis.inner_test, watched
    settings = check._hypothesis_internal_use_settings  # which no public function changes afterwards
    check._hypothesis_internal_use_settings = hypothesis.settings(settings, max_examples=examples)
    numbers = []
    for seed in range(seeds):
        outcomes.clear()
        student = Student(room, frozenset(assignment.points), 0, Folders.of(view))
        with _hypothesis(shrink=False):
            hypothesis.seed(seed)(check)(student=student)
        numbers.append(outcomes.index(False) + 1 if False in outcomes else 0)
    return numbers


def in_a_process(*arguments: Any) -> list[int]:
    """What `first_failures` returns; nothing if the sample ends the process."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, json.dumps(first_failures(*arguments)).encode())
        os._exit(0)
    os.close(write)
    with open(read, "rb") as answer:
        data = answer.read()
    os.waitpid(child, 0)
    return list(json.loads(data or b"[]"))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--assignment", default="mlp-mnist")
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--examples", type=int, default=40)
    given = options.parse_args()
    assignment = load_assignment(given.assignment)
    for function, name, check in fed(assignment):
        found: dict[str, list[int]] = defaultdict(list)
        for sample in read_samples(assignment):
            if sample.function == function and not sample.right:
                found[sample.name] = in_a_process(assignment, sample, check, given.seeds, given.examples)
        told = {sample: max(numbers) for sample, numbers in found.items() if numbers and all(numbers)}
        last = sorted(told.items(), key=lambda item: -item[1])[:6]
        at_times = {sample: numbers for sample, numbers in found.items() if any(numbers) and not all(numbers)}
        never = [sample for sample, numbers in found.items() if numbers and not any(numbers)]
        most = max(told.values(), default=0)
        print(f"{name}: {most} examples tell {len(told)} of {len(found)} samples with each of {given.seeds} seeds")
        print("  last:", ", ".join(f"{sample} {number}" for sample, number in last))
        print(f"  with some seeds only: {at_times or 'none'}")
        print(f"  never: {', '.join(never) or 'none'}")
        print(f"  end the process: {', '.join(sample for sample, numbers in found.items() if not numbers) or 'none'}")


if __name__ == "__main__":
    main()
