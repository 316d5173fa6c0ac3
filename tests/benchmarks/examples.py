"""How many examples each property-based check needs to tell the wrong samples of the bank from right code.

    python tests/benchmarks/examples.py [--assignment mlp-mnist] [--seeds 10] [--examples 40]

Runs each check that Hypothesis feeds on each wrong sample of its function, with each seed, and notes the number of the first
example that fails. Prints, by check, the largest of these numbers over samples and seeds, the samples that needed most, and
those that no example told from right code (other checks find these). A check's ``max_examples`` should be at least twice the
largest number. The samples are trusted, so all of them share a room.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from unittest import mock

import hypothesis
import pytest

from autograder.course.assignment import load_assignment
from autograder.course.samples import exchange, read_samples, solved
from autograder.grading import grade
from autograder.grading.plan import Plan, data_of
from autograder.grading.plugin import CheckPlugin
from autograder.room.student import StudentRaised
from autograder.submission.rebuild import read_submission

EXAMPLES = [40]
OUTCOMES: dict[str, list[bool]] = defaultdict(list)  # by check: whether each example passed, in order


class Watching(CheckPlugin):
    """Runs property-based checks alone, and lets none stop at a failing example."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        super().pytest_collection_modifyitems(items)
        items[:] = [item for item in items if hypothesis.is_hypothesis_test(getattr(item, "obj", None))]
        for item in items:
            function: Any = item.obj  # type: ignore[attr-defined]
            settings = function._hypothesis_internal_use_settings  # which no public function changes afterwards
            function._hypothesis_internal_use_settings = hypothesis.settings(settings, max_examples=EXAMPLES[0])
            function.hypothesis.inner_test = watched(f"{item.path.name}::{item.name}", function.hypothesis.inner_test)


def watched(name: str, check: Callable[..., None]) -> Callable[..., None]:
    def run(*args: Any, **options: Any) -> None:
        try:
            check(*args, **options)
        except (AssertionError, StudentRaised):
            OUTCOMES[name].append(False)
        else:
            OUTCOMES[name].append(True)

    return run


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--assignment", default="mlp-mnist")
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--examples", type=int, default=40)
    given = options.parse_args()
    EXAMPLES[0] = given.examples
    assignment = load_assignment(given.assignment)
    whole, data = solved(assignment), data_of(assignment)
    firsts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    with (
        grade.open_room(assignment, data) as room,
        mock.patch.object(grade, "CheckPlugin", Watching),
    ):
        fed = {name for name, path in assignment.check_files() if "@given" in path.read_text("utf-8")}
        for sample in read_samples(assignment):
            if sample.right or sample.function not in fed:
                continue
            submission = read_submission(assignment, exchange(whole, {sample.function: sample.source}))
            for seed in range(given.seeds):
                OUTCOMES.clear()
                plan = Plan.of(assignment, seed=seed, only=[sample.function], stop_at_failure=True)
                grade.run_checks(assignment, submission, room, plan)
                for check, outcomes in OUTCOMES.items():
                    number = outcomes.index(False) + 1 if False in outcomes else 0
                    firsts[check][sample.name].append(number)
    for check, samples in firsts.items():
        told = {name: max(numbers) for name, numbers in samples.items() if all(numbers)}
        at_times = [name for name, numbers in samples.items() if any(numbers) and not all(numbers)]
        most = max(told.values(), default=0)
        print(f"{check}: {most} examples tell {len(told)} of {len(samples)} samples with each of {given.seeds} seeds")
        print(
            "  last:", ", ".join(f"{name} {number}" for name, number in sorted(told.items(), key=lambda x: -x[1])[:6])
        )
        print(f"  with some seeds only: {', '.join(at_times) or 'none'}")
        print(f"  never: {', '.join(name for name, numbers in samples.items() if not any(numbers)) or 'none'}")


if __name__ == "__main__":
    main()
