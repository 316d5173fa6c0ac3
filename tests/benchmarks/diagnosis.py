"""What the feedback says of mistakes that the bank of samples does not hold.

    python tests/benchmarks/diagnosis.py [--assignment NAME] [--half 0] [--sample 40] [--seed 1] [--verbose]

The wrong samples of each suite are split in two by a hash of function, id and source. Those of one half are graded, while only
the other half is known to the diagnosis. Prints how many were named by a sample of the same id, by a relation or a probe, by a
sample of another id (false, unless `SAME` lists both), how many only raised an error (the report quotes it, with the line), and
how many were not named; and the CPU seconds that the diagnosis of one function took. The samples are trusted, but run in the
sandbox as submissions do.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import time
import traceback
from collections import Counter
from collections.abc import Iterator

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import Sample, exchange, read_samples, solved
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import open_room, run_checks
from autograder.grading.plan import Plan, data_of
from autograder.model import CheckResult, Report, Verdict
from autograder.submission.rebuild import read_submission

ASSIGNMENTS = ("mlp-mnist", "mlp-fashion", "mxnet-symbol")
# Sentences that are true of other code, too: the id that is said, and that of the code.
SAME = frozenset({("train-no-update", "train-global-parameters")})


def half(sample: Sample) -> int:
    text = "\0".join((sample.function, sample.id, sample.source))
    return hashlib.sha256(text.encode()).digest()[0] % 2


class Timed(Diagnostician):
    """A diagnostician that knows some samples only, and notes how long it takes."""

    def __init__(self, assignment: Assignment, known: list[Sample]) -> None:
        super().__init__(assignment)
        self._known = known
        self.seconds: list[float] = []

    def name(self, *args, **options):  # type: ignore[no-untyped-def]
        began, host = time.monotonic(), time.process_time()
        room = self._reference.spent
        try:
            return super().name(*args, **options)
        except Exception:  # grading would only lack the sentence
            traceback.print_exc()
            return None
        finally:
            self.seconds.append(time.process_time() - host + self._reference.spent - room)
            self.wall = time.monotonic() - began


def told(report: Report, function: str) -> tuple[str, str, str]:
    """The kind of what is said about a function, its id, and the sentence."""
    checks = [check for cell in report.cells if cell.cell == function for check in cell.checks if wrong(check)]
    if not checks:
        return "passed", "", ""
    for check in checks:
        if check.misconception:
            kind = check.misconception.partition(":")[0]
            return kind if kind in ("relation", "probe") else "sample", check.misconception, check.explanation or ""
    if all(check.verdict is Verdict.RAISED for check in checks):
        return "error", "", checks[0].message.splitlines()[0][:120]
    return "nothing", "", ""


def wrong(check: CheckResult) -> bool:
    return check.verdict in (Verdict.FAILED, Verdict.RAISED)


def diagnosed(
    assignment: Assignment, chosen: list[Sample], known: list[Sample], seed: int
) -> Iterator[tuple[Sample, str, str, str, float]]:
    data, notebook = data_of(assignment), solved(assignment)
    with open_room(assignment, data) as room, Timed(assignment, known) as diagnostician:
        for number, sample in enumerate(chosen):
            submission = read_submission(assignment, exchange(notebook, {sample.function: sample.source}))
            plan = Plan.of(assignment, seed=seed + number, only=[sample.function])
            report = run_checks(assignment, submission, room, plan, diagnostician)
            seconds = diagnostician.seconds[-1] if diagnostician.seconds else 0.0
            diagnostician.seconds.clear()
            yield sample, *told(report, sample.function), seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--assignment", nargs="*", default=ASSIGNMENTS)
    options.add_argument("--function", nargs="*", help="grade the samples of these functions only")
    options.add_argument("--half", type=int, nargs="*", default=[0, 1])
    options.add_argument("--sample", type=int, help="grade only so many samples of each half, drawn at random")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--verbose", action="store_true")
    given = options.parse_args()
    for name in given.assignment:
        assignment = load_assignment(name)
        bank = [sample for sample in read_samples(assignment) if not sample.right]
        bank = [sample for sample in bank if sample.function in assignment.solutions]
        for part in given.half:
            known = [sample for sample in bank if half(sample) != part]
            chosen = [sample for sample in bank if half(sample) == part]
            chosen = [sample for sample in chosen if not given.function or sample.function in given.function]
            if given.sample is not None and given.sample < len(chosen):
                chosen = random.Random(given.seed).sample(chosen, given.sample)
            counts: Counter[str] = Counter()
            times = []
            for sample, kind, id, sentence, seconds in diagnosed(assignment, chosen, known, 1000 * given.seed):
                if kind == "sample" and id != sample.id:
                    kind = "same" if (id, sample.id) in SAME else "false"
                counts[kind] += 1
                times.append(seconds)
                if given.verbose or kind == "false":
                    print(f"  {kind:8} {seconds:5.2f} s  {sample.function}/{sample.name}: {id} {sentence}", flush=True)
            ranked = sorted(times)
            print(
                f"{name}, half {part}: {len(chosen)} mistakes: {dict(sorted(counts.items()))}; CPU seconds: median "
                f"{ranked[len(ranked) // 2]:.2f}, most {ranked[-1]:.2f}",
                flush=True,
            )
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
