"""The assignments' checks against their banks of samples.

Wrong code loses the points of its own function and of no other. Right code loses none, however it is written, and trains.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import pytest

from autograder import datasets, grade
from autograder.authoring.verification import verify
from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import Sample, exchange, read_samples, solved
from autograder.errors import DataError
from autograder.model import Report

COURSE = Course.find()
SEED = 20_240
# The least number of (right, wrong) samples of functions with fewer than the usual 10 and 12.
LEAST = {
    "mlp-mnist": {"relu": (10, 8), "net": (10, 8)},
    "mlp-fashion": {
        "relu": (10, 8),
        "net": (10, 8),
        "make_net": (10, 8),
        "sweep": (6, 6),
        "sweep_lr": (6, 6),
        "best_model": (3, 3),
    },
    "mxnet-symbol": {
        "mlp_symbol": (10, 8),
        "make_iters": (10, 8),
        "fit_feedforward": (10, 8),
        "norm_stat": (10, 8),
        "custom_loop": (10, 8),
        "NumpySoftmax": (10, 8),
        "classify": (10, 8),
    },
}
SAMPLES = {name: {f"{s.function}/{s.name}": s for s in read_samples(load_assignment(name))} for name in LEAST}
TRAINED = {
    "one wrong: net": ("mlp-mnist", ["net/wrong_relu_on_output"]),
    "one wrong: SGD": ("mlp-mnist", ["SGD/wrong_plus"]),
    "one wrong: softmax_cross_entropy": ("mlp-mnist", ["softmax_cross_entropy/wrong_mean"]),
    "one wrong: relu": ("mlp-mnist", ["relu/wrong_numpy"]),
    "one wrong: sgd": ("mlp-fashion", ["sgd/wrong_not_divided"]),
    "one wrong: custom_loop": ("mxnet-symbol", ["custom_loop/wrong_not_rescaled"]),
}


def lost(report: Report) -> dict[str, list[str]]:
    """For every cell with less than full points, the checks that did not pass."""
    assert report.complete, [check for cell in report.cells for check in cell.checks if check.verdict == "broken"]
    return {
        cell.cell: [f"{check.name}: {check.message}" for check in cell.checks if check.verdict != "passed"]
        for cell in report.cells
        if cell.points < cell.max_points
    }


def needs_data(name: str) -> None:
    """Skip the test where the assignment's data and any stand-in for them are missing."""
    try:
        datasets.prepare(load_assignment(name).dataset)
    except DataError as error:
        pytest.skip(str(error))


def graded(name: str, samples: Sequence[Sample]) -> Report:
    """Grade the instructor's notebook with samples in place of the solutions."""
    needs_data(name)
    assignment = load_assignment(name)
    return grade(assignment, exchange(solved(assignment), {s.function: s.source for s in samples}), seed=SEED)


def test_every_assignment_of_the_course_is_in_this_file():
    assert set(COURSE.assignments()) == set(LEAST)


@pytest.mark.slow
@pytest.mark.parametrize("name", LEAST)
def test_an_assignment_proves_itself(name, record_property):
    """Try every sample and every mutant, without training, as `autograder verify --no-training` does."""
    needs_data(name)
    verified = verify(load_assignment(name), COURSE, jobs=1, seed=SEED, training=False)
    record_property("mutation score", verified.score)
    assert [f"{finding.claim}: {finding.detail}" for finding in verified.findings if not finding.held] == []
    for row in verified.rows:
        assert (row.caught, row.accepted) == (row.wrong, row.right)


@pytest.mark.parametrize("name", TRAINED)
def test_training_keeps_its_points_when_one_function_is_wrong(name):
    assignment, samples = TRAINED[name]
    report = graded(assignment, [SAMPLES[assignment][sample] for sample in samples])
    assert set(lost(report)) == {sample.partition("/")[0] for sample in samples}
    checks = [check for cell in report.cells for check in cell.checks]
    own_chain = next(check for check in checks if check.name.endswith("::test_own_chain"))
    assert own_chain.weight == 0
    assert own_chain.verdict != "skipped"


BY_OTHERS = {
    "mlp-mnist": ["net/wrong_relu_on_output", "SGD/wrong_plus"],
    "mlp-fashion": ["net/wrong_probabilities", "sgd/wrong_not_divided"],
    "mxnet-symbol": ["custom_loop/wrong_not_rescaled", "mlp_symbol/wrong_sigmoid"],
}


@pytest.mark.parametrize("name", BY_OTHERS)
def test_training_earns_nothing_when_two_functions_are_replaced_by_the_instructors(name):
    report = graded(name, [SAMPLES[name][sample] for sample in BY_OTHERS[name]])
    assert set(lost(report)) == {"training", *(sample.partition("/")[0] for sample in BY_OTHERS[name])}
    training = next(cell for cell in report.cells if cell.cell == "training")
    assert training.points == 0 and training.checks[0].verdict == "skipped"


def test_functions_that_training_does_not_use_cost_it_no_points():
    wrong = [SAMPLES["mlp-mnist"][f"{function}/wrong_numpy"] for function in ("softmax", "cross_entropy")]
    assert set(lost(graded("mlp-mnist", wrong))) == {"softmax", "cross_entropy"}


def test_the_published_chapters_functions_earn_every_point_together():
    published = [sample for label, sample in SAMPLES["mlp-mnist"].items() if label.endswith("/right_published")]
    published += [SAMPLES["mlp-mnist"]["softmax_cross_entropy/right_nansum_exclude"]]
    published += [SAMPLES["mlp-mnist"]["relu/right_zeros_like"]]
    assert len({sample.function for sample in published}) == 6  # the seventh, SGD, is the instructor's
    assert lost(graded("mlp-mnist", published)) == {}


@pytest.mark.parametrize(
    ("name", "number"), [("mlp-mnist", 0), ("mlp-mnist", 3), ("mlp-fashion", 1), ("mxnet-symbol", 2)]
)
def test_right_samples_train(name, number):
    functions = load_assignment(name).solutions
    right = {f: [s for s in SAMPLES[name].values() if s.right and s.function == f] for f in functions}
    report = graded(name, [samples[number] for samples in right.values() if number < len(samples)])
    assert lost(report) == {}
    assert report.score == report.max_score - report.manual_points


@pytest.mark.parametrize("name", LEAST)
def test_every_function_has_samples(name):
    for function in load_assignment(name).solutions:
        of_it = [sample for sample in SAMPLES[name].values() if sample.function == function]
        right = sum(sample.right for sample in of_it)
        enough = LEAST[name].get(function, (10, 12))
        assert (right, len(of_it) - right) >= enough and len(of_it) - right >= enough[1], function


@pytest.mark.parametrize("name", LEAST)
def test_every_sample_has_a_sentence_and_defines_its_function(name):
    for label, sample in SAMPLES[name].items():
        assert sample.sentence.endswith("."), label
        assert re.search(rf"^(def|class) {sample.function}\(", sample.source, re.MULTILINE), label


@pytest.mark.parametrize("name", LEAST)
def test_every_hidden_check_has_a_rationale(name):
    """The docstring below the title, which is all that a student reads of a failed hidden check."""
    for path in load_assignment(name).suite.glob("test_*_hidden.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                assert len((ast.get_docstring(node) or "").splitlines()) > 2, f"{path.name}::{node.name}"
