"""The parts of answers, taken from the requests that checks really make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checking import Wrong
from autograder.checking.questions import expect_accuracies
from autograder.grading.leaves import RESULT, leaves
from autograder.grading.relations import find
from autograder.room.student import Call


class Counting:
    """An `evaluate_accuracy` that returns the number of right answers; keeps the request."""

    def __init__(self, right: list[float], examples: list[int]) -> None:
        self.right = right
        self.counts = [share * number for share, number in zip(right, examples, strict=True)]

    def drive(self, function: str, *args: Any) -> list[float]:
        self.call = Call("drive", function, args, self.counts)
        return self.counts


def test_a_set_of_batches_is_what_its_accuracy_depends_on() -> None:
    rng = np.random.default_rng(0)
    lengths, right, sets = [[4, 3], [5], [8, 8, 2]], [], []
    for own in lengths:
        sets.append([(rng.normal(size=(n, 3)), rng.integers(0, 3, n)) for n in own])
        scores, labels = (np.concatenate(each) for each in zip(*sets[-1], strict=True))
        right.append(float((scores.argmax(axis=1) == labels).mean()))
    student = Counting(right, list(map(sum, lengths)))
    with pytest.raises(Wrong):
        expect_accuracies(student, rng, sets)
    found = list(leaves("evaluate_accuracy", ("data_iterator", "net"), student.call, right, {}))
    assert [leaf.subject for leaf in found] == [RESULT] * 3
    assert [[len(labels) for _, labels in leaf.args[0]] for leaf in found] == lengths
    assert [leaf.places for leaf in found] == [(("call", place, 3),) for place in range(3)]
    said = {claim.sentence for claim in find(found)}
    assert "The result is the right one times the number of examples." in said


def steps_of(*got: list[Any], start: tuple[str, ...] = ("The start",)) -> dict[str, list[Any]]:
    """The leaves of a training whose right parameters are 0, 1, 3 and 7, by subject."""
    expected = [[np.full(2, value)] for value in (0.0, 1.0, 3.0, 7.0)]
    parts = {"trained": ((None, (*start, "The first step", "The value")),)}
    call = Call("drive", "trained", (), [[row] for row in got])
    found: dict[str, list[Any]] = {}
    for leaf in leaves("train", (), call, [[row] for row in expected], parts):
        found.setdefault(leaf.subject, []).append(leaf)
    return found


def test_the_second_step_of_a_training_is_shown_beside_the_first() -> None:
    found = steps_of(*([np.full(2, value)] for value in (0.0, 1.0, 3.9, 7.0)))
    assert [leaf.wrong for leaf in found["The value"]] == [False, False, True, False]
    (first,), (second,) = found["The first step"], found["The second step"]
    assert not first.wrong and second.wrong
    assert (second.names, second.args[0].tolist(), second.got.tolist()) == (("the first step",), [1, 1], [2.9, 2.9])


def test_steps_from_another_start_are_not_compared() -> None:
    other = [[np.full(2, value)] for value in (5.0, 6.0, 8.0, 12.0)]
    found = steps_of(*other)
    assert found.keys() == {"The value", "The start"} and found["The start"][0].wrong
    assert steps_of(*other, start=()).keys() == {"The value"}


def test_steps_are_compared_only_where_all_arrays_start_alike() -> None:
    """A step depends on the other arrays, too: random weights of the student's own lead to other steps of the biases."""
    rows = [[np.zeros(2), np.full(2, value)] for value in (0.0, 1.0, 3.0)]
    parts = {"trained": ((None, ("The first step", "The value")),)}
    for start, subjects in ((0.0, {"The first step", "The value"}), (0.5, {"The value"})):
        got = [[np.full(2, start), row[1]] for row in rows]
        call = Call("drive", "trained", (), [[row] for row in got])
        found = {leaf.subject for leaf in leaves("train", (), call, [[row] for row in rows], parts)}
        assert found - {"The second step"} == subjects


@pytest.mark.parametrize("odd", [[np.zeros(3)], [], [None], None])
def test_arrays_of_other_shapes_have_no_steps(odd: Any) -> None:
    found = steps_of([np.zeros(2)], odd, [np.zeros(2)], [np.zeros(2)])
    assert "The first step" not in found
