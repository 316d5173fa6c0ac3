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
