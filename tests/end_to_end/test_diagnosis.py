"""Rewritten misconceptions are named, other mistakes are not taken for them, and what is found by experiments is true.

`rewritten/` holds the bank's mistakes as another student would write them (other names, operators, structure), and mistakes
that the bank does not know; the first line of each file says which misconception should be named. Each notebook holds one
mistake of every function: grading replaces a function that failed, so that each function is judged on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from autograder import datasets
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import Sample, exchange, read_samples, solved
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.grade import run_checks
from autograder.grading.plan import Plan
from autograder.grading.reference import Reference
from autograder.grading.sessions import Sessions
from autograder.model import Report, Verdict
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission

FOLDER = Path(__file__).parent / "rewritten"
FILES = {function.name: sorted(function.glob("*.py")) for function in sorted(FOLDER.iterdir()) if function.is_dir()}
TEAMS = [list(filter(None, team)) for team in zip_longest(*FILES.values())]
SEED = 4_000


def expectation(path: Path) -> tuple[str | None, str]:
    """The misconception that should be named (None: no misconception), and the code."""
    first, _, source = path.read_text("utf-8").partition("\n")
    name = first.removeprefix('"""Named: ').removesuffix('."""')
    return None if name == "none" else name, source.strip()


class Namer:
    """Grades notebooks with wrong functions, in rooms that stay open."""

    def __init__(self, assignment: Assignment, room: ProcessRoom, diagnostician: Diagnostician) -> None:
        self.assignment = assignment
        self._solved = solved(assignment)
        self.room = room
        self._diagnostician = diagnostician

    def report(self, sources: dict[str, str], seed: int, only: list[str]) -> Report:
        submission = read_submission(self.assignment, exchange(self._solved, sources))
        plan = Plan.of(self.assignment, seed=seed, only=only)
        return run_checks(self.assignment, submission, self.room, plan, self._diagnostician)

    def named(self, sources: dict[str, str], seed: int) -> dict[str, set[str | None]]:
        """For each function, what its failed checks name; an empty set if no check failed."""
        return {
            cell.cell: {c.misconception for c in cell.checks if c.verdict in (Verdict.FAILED, Verdict.RAISED)}
            for cell in self.report(sources, seed, list(FILES)).cells
            if cell.cell in sources
        }


@pytest.fixture(scope="module")
def namer() -> Iterator[Namer]:
    assignment = load_assignment("mlp-mnist")
    with (
        bubblewrap.new_view(datasets.prepare("mnist").guest) as view,
        ProcessRoom(view) as room,
        Diagnostician(assignment) as diagnostician,
    ):
        yield Namer(assignment, room, diagnostician)


def test_every_rewritten_mistake_names_a_sample_of_the_bank_or_none():
    samples = read_samples(load_assignment("mlp-mnist"))
    known = {sample.id for sample in samples if not sample.right}
    assert set(FILES) == {sample.function for sample in samples}
    expected = [expectation(path)[0] for paths in FILES.values() for path in paths]
    assert {name for name in expected if name is not None} <= known
    assert len({name for name in expected if name is not None}) >= 80
    assert expected.count(None) >= 25


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_rewritten_misconceptions_are_named_and_none_is_named_wrongly(half, namer, record_property):
    """On 2026-11-29, 168 of 180 were named and 6 told otherwise (97 %), none wrongly, nor any of the 28 that the bank lacks.

    The 37 files that begin with ``later`` were written after the bank and the diagnosis. Of them 28 (76 %) were named at
    first, and 32 (86 %) since answers that differ only by an overflow count as equal.
    """
    right, otherwise, missed, wrong, strangers = 0, 0, [], [], 0
    for number, team in list(enumerate(TEAMS))[half::2]:
        sources = {path.parent.name: expectation(path)[1] for path in team}
        found = namer.named(sources, SEED + number)
        for path in team:
            expected, label = expectation(path)[0], f"{path.parent.name}/{path.stem}"
            named = found[path.parent.name]
            assert named, f"{label}: no check of its function failed"
            if {name for name in named if name is not None and ":" not in name} - {expected}:
                wrong.append(f"{label}: {named}")
            elif expected is None:
                strangers += 1
            elif named == {expected}:
                right += 1
            elif None not in named:  # a relation or a probe says it, such as "0.001 is added inside the logarithm"
                otherwise += 1
            else:
                missed.append(label)
    told = right + otherwise
    text = f"{right} of {told + len(missed)} named, {otherwise} told otherwise, {strangers} unknown; missed: {missed}"
    print(text)
    record_property("named", text)
    assert not wrong
    assert told >= 0.9 * (told + len(missed)), missed


# Mistakes that no sample of the bank holds: the function, its code, and what is said of it.
FOUND = {
    "infinite whatever is wrong": (  # as many mistakes are, so none is named
        "cross_entropy",
        "return -nd.sum(nd.log(yhat * y), axis=1)",
        "relation:not-finite",
        "The result contains NaN or infinity. Look for a number too large for float32, a division by 0, or a logarithm of 0 or "
        "less.",
    ),
    "one class for all examples": (  # the labels of all batches make next to no difference
        "evaluate_accuracy",
        "right = [(nd.argmax(net(X)) == y).mean().asscalar() for X, y in data_iterator]\n    return sum(right) / len(right)",
        None,
        None,
    ),
    "factor": (
        "softmax_cross_entropy",
        "return -1.001 * nd.sum(y * nd.log_softmax(yhat_linear), axis=1)",
        "relation:factor",
        "The result is 1.001 times the right one.",
    ),
    "labels ignored": (
        "softmax_cross_entropy",
        "return -nd.log_softmax(yhat_linear).max(axis=1)",
        "probe:ignores-y",
        "The result does not depend on `y`.",
    ),
    "mean": (
        "cross_entropy",
        "return -nd.sum(y * nd.log(yhat), axis=1).mean() + yhat[0, 0] * 0",
        "relation:mean",
        "The result is the mean of all entries of the right one.",
    ),
    "generator": (
        "softmax",
        "yield nd.softmax(y_linear)",
        "relation:generator",
        "The result is a generator: a function that contains `yield` computes nothing when it is called.",
    ),
    "reversed": (
        "softmax",
        "return nd.flip(nd.softmax(y_linear), axis=1)",
        "relation:columns-reversed",
        "The result is the right one with its columns in reverse order.",
    ),
    "leak": (
        "relu",
        "return nd.where(X > 0, X, 0.03 * X)",
        "relation:X-negative-X-times",
        "The result is 0.03 times `X` where `X` is negative.",
    ),
    "label smoothing": (
        "softmax_cross_entropy",
        "p = nd.log_softmax(yhat_linear)\n    return -0.8 * (y * p).sum(axis=1) - 0.2 * p.mean(axis=1)",
        "relation:y-mixed",
        "The function acts as if `y` were replaced by 0.8 times `y`, plus 0.2 divided by its number of columns.",
    ),
    "probabilities limited": (
        "cross_entropy",
        "return -(y * nd.log(yhat.clip(0.02, 0.98))).sum(axis=1)",
        "relation:yhat-within",
        "The function acts as if `yhat` were replaced by `yhat` with its numbers limited to the range from 0.02 to 0.98.",
    ),
    "squared distance": (
        "softmax_cross_entropy",
        "return ((nd.softmax(yhat_linear) - y) ** 2).mean(axis=1)",
        "relation:argument-difference-softmax-row-means-square",
        "The result is the mean of the squares in each row of ((the softmax of `yhat_linear` along each row) minus `y`).",
    ),
    "short gradients": (
        "SGD",
        "for param in params:\n        size = param.grad.norm().asscalar()\n"
        "        param[:] = param - lr * param.grad * min(1, 2 / (size + 1e-8))",
        "relation:norm-at-most-the-gradient",
        "The change of each array is what comes out if the gradient is scaled down to the norm 2 wherever its norm is larger.",
    ),
    "half of the rate": (
        "SGD",
        "for param in params:\n        param[:] = param - lr * param.grad / 2",
        "relation:factor",
        "The change of each array is the right one divided by 2.",
    ),
    "every other parameter": (
        "SGD",
        "for param in params[::2]:\n        param[:] = param - lr * param.grad",
        "relation:params-every-other",
        "The function acts as if `params` were replaced by every other element of `params`.",
    ),
    "pixels scaled up": (
        "evaluate_accuracy",
        "right = n = 0\n    for X, y in data_iterator:\n        right += (net(X * 255).argmax(axis=1) == y).sum().asscalar()\n"
        "        n += len(y)\n    return right / n",
        "relation:data_iterator-images-times-255",
        "The function acts as if `data_iterator` were replaced by `data_iterator` with its images multiplied by 255.",
    ),
}
SIGNATURES = {
    "relu": "relu(X)",
    "softmax": "softmax(y_linear)",
    "cross_entropy": "cross_entropy(yhat, y)",
    "softmax_cross_entropy": "softmax_cross_entropy(yhat_linear, y)",
    "SGD": "SGD(params, lr)",
    "evaluate_accuracy": "evaluate_accuracy(data_iterator, net)",
}


def code(function: str, body: str) -> str:
    return f"def {SIGNATURES[function]}:\n    {body}\n"


@pytest.mark.parametrize("mistake", FOUND)
def test_what_experiments_show_is_said(mistake, namer):
    function, body, id, sentence = FOUND[mistake]
    (cell,) = namer.report({function: code(function, body)}, SEED, [function]).cells
    said = {(c.misconception, c.explanation) for c in cell.checks if c.verdict in (Verdict.FAILED, Verdict.RAISED)}
    assert said == {(id, sentence)}


# Mistakes in functions that train or draw: the assignment, the function, what is exchanged in the instructor's, what is said.
TRAININGS = {
    "rate falls": (
        "mlp-fashion",
        "train",
        {"sgd(params, lr,": "sgd(params, lr * 0.9 ** epoch,"},
        "The first step of each parameter is 0.9 times the right one.",
    ),
    "momentum": (
        "mlp-fashion",
        "train",
        {
            "history = []": "history, moved = [], [nd.zeros_like(param) for param in params]",
            "sgd(params, lr, batch_size)": "for param, v in zip(params, moved):\n"
            "                v[:] = 0.8 * v - lr / batch_size * param.grad\n                param[:] = param + v",
        },
        "The second step of each parameter is the right one plus 0.8 times the first step.",
    ),
    "starts at 0": (
        "mlp-fashion",
        "train",
        {"history = []": "history = []\n    for param in params:\n        param[:] = 0"},
        "The value of each parameter before the first step is always 0.",
    ),
    "not trained": (
        "mlp-fashion",
        "sweep",
        {
            "history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, sweep_lr_default)": "",
            "history[-1][2]": "evaluate_accuracy(test_iter, net)",
        },
        "The number of calls of train is always 0.",
    ),
    "half the gradient": (
        "mxnet-symbol",
        "NumpySoftmax",
        {"mx.nd.array(error)": "mx.nd.array(error / 2)"},
        "The gradient that backward writes is the right one divided by 2.",
    ),
    "random numbers of its own, too large": (  # no array is to be called wrong because it is not the instructor's
        "mlp-fashion",
        "make_net",
        {
            "nd.random.normal(loc=0, scale=0.01, shape=(inputs, outputs), ctx=ctx)": "nd.array("
            "__import__('numpy').random.normal(0, 0.1, (inputs, outputs)), ctx=ctx)"
        },
        None,
    ),
    "images that keep their axes, not scaled": (
        "mxnet-symbol",
        "make_iters",
        {'.reshape(len(X), -1).astype("float32") / 255': '.astype("float32")'},
        None,
    ),
    "leaky": (
        "mxnet-symbol",
        "mlp_symbol",
        {'Activation(fc1, act_type="relu",': 'LeakyReLU(fc1, act_type="leaky", slope=0.2,'},
        "The function acts as if the first activation were leaky ReLU, with negative numbers multiplied by 0.2.",
    ),
}


@pytest.mark.parametrize("name", ["mlp-fashion", "mxnet-symbol"])
def test_what_is_wrong_with_a_training_is_said_whatever_was_graded_before(name):
    assignment = load_assignment(name)
    chosen = [case[1:] for case in TRAININGS.values() if case[0] == name]
    data = datasets.prepare(assignment.dataset).guest
    with bubblewrap.new_view(data) as view, ProcessRoom(view) as room:
        for cases in (chosen, chosen[::-1]):
            with Diagnostician(assignment) as diagnostician:
                namer = Namer(assignment, room, diagnostician)
                for function, exchanged, sentence in cases:
                    source = assignment.solutions[function]
                    for old, new in exchanged.items():
                        assert old in source
                        source = source.replace(old, new)
                    (cell,) = namer.report({function: source}, SEED, [function]).cells
                    checks = [check for check in cell.checks if check.verdict in (Verdict.FAILED, Verdict.RAISED)]
                    assert {check.explanation for check in checks} == {sentence}


def test_a_sample_answers_the_standard_requests_once_for_all_submissions(namer, monkeypatch):
    asked = []
    ask = Reference.asked
    monkeypatch.setattr(Reference, "asked", lambda *args: asked.append(args[1]) or ask(*args))
    with Diagnostician(namer.assignment) as diagnostician:
        fresh = Namer(namer.assignment, namer.room, diagnostician)
        explained = []
        for seed in (SEED, SEED + 1):
            fresh.report({"relu": code("relu", "return nd.maximum(X, -1)")}, seed, ["relu"])
            explained.append(len(asked))
            asked.clear()
    assert explained[0] > 20 and explained[1] < 3


def test_a_mistake_that_keeps_nothing_is_not_taken_for_one_that_keeps_its_first_call(namer):
    """After a first call with small numbers, both overflow alike."""
    samples = {sample.id: sample.source for sample in read_samples(namer.assignment) if sample.function == "softmax"}
    for id in ("softmax-no-shift", "softmax-first-maximum"):
        assert namer.named({"softmax": samples[id]}, SEED) == {"softmax": {id}}


def test_a_room_that_ends_with_a_session_costs_no_sentence(namer, monkeypatch):
    def recorded(reference, function):
        found = real(reference, function)
        reference._room._process.end()
        return found

    real = Reference.recorded
    monkeypatch.setattr(Reference, "recorded", recorded)
    with Diagnostician(namer.assignment) as diagnostician:
        fresh = Namer(namer.assignment, namer.room, diagnostician)
        assert fresh.named({"relu": code("relu", "return X")}, SEED) == {"relu": {"relu-identity"}}


def test_a_sample_that_ends_the_process_is_left_out(namer):
    known = next(sample for sample in read_samples(namer.assignment) if sample.function == "relu" and not sample.right)
    source = "import os\n\n\ndef relu(X):\n    os._exit(1)\n"
    with Diagnostician(namer.assignment) as diagnostician:
        diagnostician._known = [Sample("relu", "wrong_exit", False, ".", source, "relu-exit", 1), known]
        fresh = Namer(namer.assignment, namer.room, diagnostician)
        for seed in (SEED, SEED + 1):
            (cell,) = fresh.report({"relu": known.source}, seed, ["relu"]).cells
            failed = [check for check in cell.checks if check.verdict in (Verdict.FAILED, Verdict.RAISED)]
            assert {check.misconception for check in failed} == {known.id}


# Functions that are wrong in the checks, and behave in another way in experiments.
HOSTILE = {
    "right afterwards": "return X if not trial else nd.relu(X)",
    "hangs": "return X if not trial else [None for _ in iter(int, 1)]",
    "sleeps": "import time\n    return X if not trial else time.sleep(60)",
    "exits": "import os\n    return X if not trial else os._exit(0)",
    "huge": "return X if not trial else nd.ones((15_000_000,))",
    "many": "return X if not trial else [0.5] * 100_000",
    "deep": "return X if not trial else [[[[[[[[[X]]]]]]]]]",
    "not a number": "return X if not trial else X * float('nan')",
    "without entries": "return X if not trial else nd.zeros((0,))",
}


@pytest.fixture(scope="module")
def plain(namer):
    return namer.report({"relu": "def relu(X):\n    return X\n"}, SEED, ["relu"])


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_function_that_behaves_otherwise_in_experiments_costs_a_sentence_only(trick, namer, plain, monkeypatch):
    source = "trial = False\n\n\ndef relu(X):\n    " + HOSTILE[trick]
    room, asked = namer.room, []
    request = room.request

    def told(kind, body, seconds):
        """Tell the guest that experiments begin: a real one would have to guess."""
        if asked and kind == "run" and body["cell"] == "relu":
            body = {**body, "source": body["source"].replace("trial = False", "trial = True")}
        return request(kind, body, seconds)

    answers = Sessions.answers
    monkeypatch.setattr(room, "request", told)
    monkeypatch.setattr(Sessions, "answers", lambda *args: asked.append(room.spent) or answers(*args))
    report = namer.report({"relu": source}, SEED, ["relu"])
    assert len(asked) == 1 and room.spent - asked[0] < 8
    assert scored(report) == scored(plain)
    named = {check.misconception for check in report.cells[0].checks}
    assert named == {None}


def scored(report: Report) -> list[tuple[str, Verdict]]:
    return [(check.name, check.verdict) for cell in report.cells for check in cell.checks]
