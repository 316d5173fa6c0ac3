"""What late work costs: the arithmetic of ``[late]``."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.settings import LateSettings

MINUTE, DAY = 60, 86_400


def read(**table: float) -> LateSettings:
    found = LateSettings.read({"late": table}, Path("suite.toml"))
    assert found is not None
    return found


def test_without_a_table_there_is_no_rule() -> None:
    assert LateSettings.read({}, Path("suite.toml")) is None


@pytest.mark.parametrize(
    ("seconds", "share"),
    [
        (0, 0.0),
        (15 * MINUTE, 0.0),
        (15 * MINUTE + 1, 0.1),
        (15 * MINUTE + DAY, 0.1),
        (15 * MINUTE + DAY + 0.5, 0.2),
        (4 * DAY, 0.4),
        (5 * DAY, 0.5),
        (400 * DAY, 0.5),
    ],
)
def test_each_day_begun_after_the_grace_costs_its_share_up_to_the_cap(seconds: float, share: float) -> None:
    assert read(per_day=0.1, cap=0.5, grace_minutes=15).share(seconds) == pytest.approx(share)


def test_a_penalty_has_two_decimals_and_never_exceeds_the_score() -> None:
    assert read(per_day=0.1).penalty(9.99, 1) == 1.0
    assert read(per_day=1).penalty(3.337, 1) == 3.337
    assert read(per_day=0.3).penalty(10, 40 * DAY) == 10


def test_the_rule_is_told_in_one_sentence() -> None:
    assert str(read(per_day=0.125)) == "each day begun costs 12.5 % of the points earned"
    told = "each day begun, after 15 minutes of grace, costs 10 % of the points earned, at most 50 %"
    assert str(read(per_day=0.1, cap=0.5, grace_minutes=15)) == told
