"""The leaderboard: a suite's settings, the interval around a share, and the ranks that intervals allow."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.settings import LeaderboardSettings
from autograder.errors import AssignmentError
from autograder.model import CellReport, CheckResult, Measure, Report, Verdict
from autograder.reports.ranking import places, wilson_interval

WHERE = Path("suite.toml")
SETTINGS = {"cell": "net", "measure": "test accuracy", "title": "The best net"}
counts = st.integers(1, 5_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


# -- what a suite may ask for ----------------------------------------------------------------------


def test_a_suite_without_a_leaderboard_has_none() -> None:
    assert LeaderboardSettings.read({"dataset": "mnist"}, ("net",), WHERE) is None


def test_a_leaderboard_is_a_cell_a_measurement_and_a_title() -> None:
    found = LeaderboardSettings.read({"leaderboard": SETTINGS}, ("relu", "net"), WHERE)
    assert found == LeaderboardSettings("net", "test accuracy", "The best net")
    with pytest.raises(FrozenInstanceError):
        found.cell = "relu"  # type: ignore[misc, union-attr]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("net", "leaderboard: expected a table [leaderboard], got 'net'"),
        ([SETTINGS], "leaderboard: expected a table [leaderboard], got [{"),
        ({}, "[leaderboard] cell: expected a text that is not empty, got nothing"),
        ({**SETTINGS, "measure": 3}, "[leaderboard] measure: expected a text that is not empty, got 3"),
        ({**SETTINGS, "title": " "}, "[leaderboard] title: expected a text that is not empty, got ' '"),
        ({**SETTINGS, "cell": "nett"}, "[leaderboard] cell: expected a graded cell (relu, net), got 'nett'"),
        ({**SETTINGS, "tilte": "x"}, "[leaderboard]: expected cell, measure, title, got 'tilte'"),
    ],
)
def test_a_malformed_leaderboard_says_where_what_was_expected_and_what_it_got(table: object, words: str) -> None:
    with pytest.raises(AssignmentError) as error:
        LeaderboardSettings.read({"leaderboard": table}, ("relu", "net"), WHERE)
    assert str(error.value).startswith(f"suite.toml: {words}")


def test_the_first_measurement_of_that_name_in_that_cell_counts() -> None:
    settings = LeaderboardSettings("net", "test accuracy", "t")

    def check(*measures: Measure, weight: float = 1.0) -> CheckResult:
        return CheckResult("n", "t", Verdict.FAILED, weight=weight, measures=measures)

    other, first, second = Measure("loss", 1, 2), Measure("test accuracy", 1, 2), Measure("test accuracy", 2, 2)
    relu = CellReport("relu", 1.0, (check(second),))
    net = CellReport("net", 1.0, (check(other), check(other, first, weight=0), check(second)))
    assert settings.measured(Report("a", 1, (relu, net))) == first
    assert settings.measured(Report("a", 1, (relu,))) is None


# -- intervals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # The formula with z = 1.959963984540054 by hand: z^2 / n = 0.000384146, centre 0.8732603, half 0.0065194.
        (8734, 10_000, 0.8667, 0.8798),
    ],
)
def test_intervals_are_those_of_the_literature(right: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(right, total) == pytest.approx((low, high), abs=5e-5)


@given(counts)
def test_the_ends_of_an_interval_are_as_far_from_the_share_as_its_definition_says(count: tuple[int, int]) -> None:
    """Wilson's own definition: an end P satisfies |p - P| = z * sqrt(P * (1 - P) / n)."""
    right, total = count
    for end in wilson_interval(right, total):
        assert 0 <= end <= 1
        expected = 1.959963984540054 * math.sqrt(end * (1 - end) / total)
        assert abs(right / total - end) == pytest.approx(expected, abs=1e-7)


@given(counts)
def test_an_interval_holds_its_share_and_is_mirrored_for_failures(count: tuple[int, int]) -> None:
    right, total = count
    low, high = wilson_interval(right, total)
    assert low <= right / total <= high and low < high
    assert wilson_interval(total - right, total) == pytest.approx((1 - high, 1 - low), abs=1e-12)


# -- ranks -----------------------------------------------------------------------------------------


def ranks(**right: int) -> dict[str, str]:
    return {place.label: place.rank for place in places({k: Measure("m", v, 10_000) for k, v in right.items()})}


def test_ranks_are_single_where_no_intervals_overlap() -> None:
    assert ranks(c=5000, a=9000, b=7000) == {"a": "1", "b": "2", "c": "3"}
    assert list(ranks(c=5000, a=9000, b=7000)) == ["a", "b", "c"]


def test_those_whose_intervals_overlap_share_their_ranks() -> None:
    assert ranks(a=9000, b=8990, c=8980, d=5000) == {"a": "1–3", "b": "1–3", "c": "1–3", "d": "4"}


def test_overlap_is_no_chain_each_has_the_ranks_that_its_own_interval_allows() -> None:
    assert ranks(a=9000, b=8920, c=8840) == {"a": "1–2", "b": "1–3", "c": "2–3"}


def test_one_alone_is_first_and_nobody_has_no_place() -> None:
    assert ranks(a=0) == {"a": "1"}
    assert places({}) == ()


def test_equal_shares_stand_by_label() -> None:
    assert list(ranks(zoe=50, ann=50)) == ["ann", "zoe"]


@given(st.lists(counts, max_size=30))
def test_ranks_are_those_of_the_definition(found: list[tuple[int, int]]) -> None:
    measures = {f"s{i}": Measure("m", *count) for i, count in enumerate(found)}
    listed = places(measures)
    assert {place.label: place.measure for place in listed} == measures
    assert [place.measure.share for place in listed] == sorted((p.measure.share for p in listed), reverse=True)
    for place in listed:
        assert place.best == 1 + sum(other.low > place.high for other in listed)
        assert place.worst == len(listed) - sum(other.high < place.low for other in listed)
        assert 1 <= place.best <= place.worst <= len(listed)
