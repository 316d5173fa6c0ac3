"""Probes: what answers do not depend on, or should not depend on, found with small functions in place of a room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.grading.experiments import Experiment, Request, planned, redrawn, redrawn_all
from autograder.grading.probes import Trial, findings
from autograder.guest.wire import AsNumpy, Tensor
from autograder.room.student import Call, StudentRaised


def right(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A loss for each row."""
    return (z * y).sum(axis=1)


def asked(wrong: Callable[..., Any], expected: Callable[..., Any] = right, *, reads: bool = False) -> list[Trial]:
    """The trials of a wrong function on planned experiments."""
    rng = np.random.default_rng(3)
    args = (rng.normal(0, 2, (4, 3)).astype(np.float32), np.eye(4, 3, dtype=np.float32))
    requests = (Request("call", "loss", args), *([Request("read", "arguments", ())] if reads else []))
    return [trial(wrong, expected, experiment) for experiment in planned([Experiment(requests)], rng)]


def trial(wrong: Callable[..., Any], expected: Callable[..., Any], experiment: Experiment) -> Trial:
    outcomes = []
    for function in (wrong, expected):
        given = [np.array(arg) for arg in experiment.requests[0].args]
        outcomes.append([Tensor(np.asarray(function(*given), np.float32)), [Tensor(arg) for arg in given]])
    got, due = (each[: len(experiment.requests)] for each in outcomes)
    calls = [Call(r.kind, r.function, r.args, outcome) for r, outcome in zip(experiment.requests, got, strict=True)]
    return Trial(experiment, tuple(calls), tuple(due))


def found(*args: Any, **options: Any) -> list[str]:
    return [finding.id for finding in findings(asked(*args, **options), ("z", "y"))]


def test_an_argument_that_does_not_matter():
    assert found(lambda z, y: z.sum(axis=1)) == ["probe:ignores-y"]
    assert found(lambda z, y: y[:, 0] * 2) == ["probe:ignores-z"]


def test_no_argument_matters():
    assert found(lambda z, y: np.arange(4.0)) == ["probe:ignores-arguments"]


def test_an_argument_that_matters_in_one_column_only_is_not_ignored():
    assert found(lambda z, y: z.sum(axis=1) * y[:, 0]) == []


def test_rows_that_influence_one_another():
    assert found(lambda z, y: right(z, y) - z.mean()) == ["probe:rows"]


def test_rows_that_depend_on_each_other_by_right_are_no_finding():
    assert found(lambda z, y: z - z.mean() + y, lambda z, y: z - z.mean() - y) == []


def test_the_number_of_rows_matters():
    assert found(lambda z, y: right(z, y) / len(z)) == ["probe:batch-size"]


def test_another_answer_each_time():
    count = iter(range(1000))
    assert found(lambda z, y: right(z, y) + next(count)) == ["probe:differs"]


def test_an_argument_that_is_changed():
    def wrong(z, y):
        z -= z.max()
        return right(z, y) + 1

    assert found(wrong, reads=True) == ["probe:changes-z"]


def test_an_argument_that_is_to_be_changed_is_no_finding():
    def changing(z, y):
        z -= 1
        return right(z, y)

    assert found(lambda z, y: changing(z, y) * 2, changing, reads=True) == []


@pytest.mark.parametrize("wrong", [lambda z, y: right(z, y) * 1.5, lambda z, y: np.abs(right(z, y))])
def test_a_function_that_uses_its_arguments_as_it_should_has_no_finding(wrong):
    assert found(wrong) == []


def test_errors_are_no_findings():
    trials = asked(lambda z, y: z.sum(axis=1))
    broken = Call("call", "loss", trials[3].calls[0].args, StudentRaised("loss", "ValueError", "", ""))
    trials[3] = Trial(trials[3].experiment, (broken,), trials[3].expected)
    assert list(findings(trials, ("z", "y"))) == []


# -- fresh inputs ---------------------------------------------------------------------------------------------------

RNG = np.random.default_rng(0)


def test_experiments_are_bounded():
    args = tuple(RNG.normal(size=(5, 5)).astype(np.float32) for _ in range(6))
    bases = [Experiment((Request("call", "f", args),)) for _ in range(40)]
    assert len(planned(bases, RNG)) == 16
    driven = [Experiment((Request("drive", "gradient", ("f", *args)),)) for _ in range(40)]
    assert len(planned(driven, RNG)) == 4
    assert planned([], RNG) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_fresh_input_is_of_the_same_kind(seed):
    rng = np.random.default_rng(seed)
    one_hot = redrawn(np.eye(6, 4, dtype=np.float32), rng)
    assert one_hot.dtype == np.float32 and sorted(one_hot.sum(1)) == [0, 0, 1, 1, 1, 1] and set(one_hot.flat) == {0, 1}
    p = RNG.dirichlet(np.ones(5), 7).astype(np.float32)
    drawn = redrawn(p, rng)
    assert drawn.shape == p.shape and (drawn >= 0).all() and np.allclose(drawn.sum(1), 1) and not np.allclose(drawn, p)
    labels = redrawn(np.array([3, 1, 4, 1, 5], np.float32), rng)
    assert labels.min() >= 1 and labels.max() <= 5 and (labels == labels.round()).all()
    signed = np.array([[-2, 0, 3], [0, 1, -1]], np.float32)
    assert (redrawn(signed, rng) == 0).sum() == 2
    level = redrawn(np.float32([[-1000, -1001, -999], [4, 5, 6]]), rng)
    assert sorted(level.mean(1).round(-2)) == [-1000, 0]
    assert redrawn(3, rng) == 3 and redrawn("name", rng) == "name" and redrawn(True, rng) is True
    assert 0.05 < redrawn(0.1, rng) < 0.15


def test_images_change_only_where_no_class_number_can():
    images, labels = RNG.uniform(size=(3, 4, 4, 1)).astype(np.float32), np.float32([0, 5, 9])
    new = redrawn_all(([[images, labels]] * 20,), RNG)
    assert all(np.array_equal(pair[0], images) for pair in new[0])
    assert any(not np.array_equal(pair[1], labels) for pair in new[0])
    (changed,) = redrawn_all((AsNumpy(images),), RNG)
    assert isinstance(changed, AsNumpy) and not np.array_equal(changed.values, images)


def driven(wrong: Callable[..., Any], expected: Callable[..., Any], request: Request) -> list[str]:
    """The findings on what ``request``, of a driver's function, leads to."""
    trials = []
    for experiment in planned([Experiment((request,))], np.random.default_rng(4)):
        args = experiment.requests[0].args
        call = Call(request.kind, request.function, args, wrong(*args))
        trials.append(Trial(experiment, (call,), (expected(*args),)))
    return [finding.id for finding in findings(trials, ())]


def share(correct: Callable[[list[np.ndarray]], float]) -> Callable[..., Any]:
    """Accuracies from arrays that say whether each example of a batch is right, which are the labels here."""
    return lambda images, labels, sizes: [
        correct(np.split(labels[sum(map(sum, sizes[:k])) :][: sum(each)], np.cumsum(each)[:-1]))
        for k, each in enumerate(sizes)
    ]


@pytest.mark.parametrize(
    ("wrong", "ids"),
    [
        (lambda batches: float(np.concatenate(batches[:-1]).mean()), ["probe:last-batch", "probe:order"]),
        (lambda batches: float(sum(0.5**k * batch.mean() for k, batch in enumerate(batches))), ["probe:order"]),
        (lambda batches: max(float(batch.mean()) for batch in batches), []),
        (lambda batches: 0.0, []),
        (lambda batches: float(np.concatenate(batches).mean()), []),
    ],
)
def test_batches_and_their_order(wrong, ids):
    labels = np.random.default_rng(5).integers(0, 2, 37).astype(np.float32)
    request = Request("drive", "accuracies", (np.zeros((37, 2), np.float32), labels, [[16, 16, 5]]))
    assert driven(share(wrong), share(lambda batches: float(np.concatenate(batches).mean())), request) == ids
