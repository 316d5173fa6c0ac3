"""Trials of verify: how wrong samples share notebooks."""

from __future__ import annotations

import itertools

import pytest

from autograder.authoring.trials import _teams
from autograder.course.samples import Sample


def wrong(counts):
    return [
        [Sample(function, f"wrong_{number}", False, "It is wrong.", "", "", 1) for number in range(count)]
        for function, count in counts.items()
    ]


@pytest.mark.parametrize(
    ("counts", "teams"),
    [
        ({"relu": 3}, 3),
        ({"relu": 2, "net": 2}, 4),
        ({"relu": 4, "net": 4, "SGD": 4, "train": 4}, 8),
        ({"relu": 9, "net": 1, "SGD": 0, "train": 2}, 9),
        ({"relu": 0, "net": 0}, 0),
    ],
)
def test_every_wrong_sample_is_tried_once_and_half_of_the_functions_stay_right(counts, teams):
    samples = wrong(counts)
    found = list(_teams(samples))
    assert sorted(map(repr, itertools.chain(*found))) == sorted(map(repr, itertools.chain(*samples)))
    for team in found:
        functions = [sample.function for sample in team]
        assert len(functions) == len(set(functions)) <= max(1, len(counts) // 2)
    assert len(found) == teams
