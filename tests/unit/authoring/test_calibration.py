"""How often right solutions miss a bar: measured on the stand-in, and written beside the bar."""

from __future__ import annotations

import types

import numpy as np
import pytest
from click.testing import CliRunner

from autograder.authoring import calibration
from autograder.authoring.calibration import Calibration, calibrate, write
from autograder.cli import main
from autograder.errors import AssignmentError

SUITE = """\
# A note.
[stands_on]
training = ["net"]

[training]  # of a small network
sizes = [784, 16, 10]

[training.mnist]
bar = 0.95
planned = 12_800
limit = 25_600
first_look = 12_800
brief = 1_280
brief_bar = 0.75
rate = 0.011
late_rate = 0.0011

[training.digits]
bar = 0.5  # by guess
planned = 1_280
limit = 2_560
first_look = 640
brief = 640
brief_bar = 0.3
rate = 0.01
late_rate = 0.001
batch_size = 64
"""


@pytest.fixture
def assignment(tmp_path):
    (tmp_path / "suite.toml").write_text(SUITE)
    return types.SimpleNamespace(suite=tmp_path)


@pytest.fixture
def stand_in_only(monkeypatch):
    """A machine without MNIST: the stand-in takes its place."""
    monkeypatch.setattr(calibration, "prepare", lambda name: types.SimpleNamespace(dataset=calibration.stand_in()))


def made(*accuracies, bar=0.9):
    shares = np.array(accuracies)
    images = np.arange(1, shares.shape[1] + 1) * 100
    return Calibration("digits", bar, shares, images, shares[:, 0], 0.5)


@pytest.mark.usefixtures("stand_in_only")
def test_a_low_bar_is_reached_by_all_right_solutions(assignment):
    seen = []
    (result,) = calibrate(assignment, 3, progress=lambda dataset, seed: seen.append((dataset, seed)))
    assert seen == [("digits", 0), ("digits", 1), ("digits", 2)]  # of data that are not there nothing is said
    assert result.accuracies.shape == (3, 4)
    assert result.images.tolist() == [640, 1_280, 1_920, 2_560]
    assert result.brief.tolist() == result.accuracies[:, 0].tolist()
    assert result.missed == 0
    assert result.held
    assert result.accuracies[:, -1].min() > 0.8  # they do learn
    assert len(set(result.accuracies[:, -1])) > 1  # each seed is a training of its own


@pytest.mark.usefixtures("stand_in_only")
def test_a_bar_beyond_the_networks_reach_is_missed_by_all(assignment):
    text = (assignment.suite / "suite.toml").read_text()
    (assignment.suite / "suite.toml").write_text(text.replace("bar = 0.5", "bar = 0.999"))
    (result,) = calibrate(assignment, 2)
    assert result.missed == 2
    assert not result.held


def test_a_training_that_reached_the_bar_before_the_end_did_not_miss_it():
    assert made([0.8, 0.95, 0.89], [0.8, 0.85, 0.91]).missed == 0
    assert made([0.8, 0.85, 0.89], [0.8, 0.85, 0.91]).missed == 1


def test_the_tail_is_that_of_the_normal_distribution_at_the_last_look():
    result = made([0, 0.93], [0, 0.94], [0, 0.95])  # mean 0.94, standard deviation 0.01: four of them above the bar
    assert result.tail == pytest.approx(3.167e-5, rel=1e-3)
    assert result.held
    assert not made([0, 0.91], [0, 0.92], [0, 0.93]).held  # two of them: 2 %
    assert made([0.95], [0.95]).tail == 0
    assert made([0.85], [0.85]).tail == 1


def test_the_result_stands_beside_its_own_bar_and_takes_the_place_of_an_older_one(assignment):
    result = made([0.93], [0.94], [0.95])
    for _ in range(2):
        path = write(assignment, [result])
    assert path.read_text() == SUITE.replace("bar = 0.5  # by guess", f"bar = 0.5  # {result.short}")
    assert result.short.startswith("missed by 0 of 3 right trainings; 0.9400 at the limit, standard deviation 0.0100")


def test_a_bar_above_all_tables_is_another_one(assignment):
    path = assignment.suite / "suite.toml"
    path.write_text(f"\nbar = 0.7\n{SUITE}")
    result = made([0.93], [0.94], [0.95])
    write(assignment, [result])
    assert path.read_text() == f"\nbar = 0.7\n{SUITE}".replace("bar = 0.5  # by guess", f"bar = 0.5  # {result.short}")


def test_a_bar_that_is_on_no_line_of_its_own_is_named(assignment):
    (assignment.suite / "suite.toml").write_text("[training]\nsizes = [784, 10]\ndigits = {bar = 0.5}\n")
    with pytest.raises(AssignmentError, match=r"expected a line `bar = ...` below \[training.digits\]"):
        write(assignment, [made([0.93], [0.94])])


@pytest.mark.usefixtures("stand_in_only")
@pytest.mark.parametrize(("bar", "status"), [("0.5", 0), ("0.999", 1)])
def test_the_command_prints_and_writes_and_fails_where_the_bar_is_too_high(make_tiny, bar, status):
    tiny = make_tiny({"suite.toml": SUITE.replace("bar = 0.5 ", f"bar = {bar} ").replace("[stands_on]\ntraining", "x")})
    done = CliRunner().invoke(main, ["calibrate", "tiny", "--seeds", "2", "--course", str(tiny.root)])
    assert done.exit_code == status, done.output
    assert f"digits: bar {bar}: missed by {2 if status else 0} of 2 right trainings" in done.stdout
    assert "after 2,560 images: " in done.stdout
    assert f"bar = {bar}  # missed by" in (tiny.assignment.suite / "suite.toml").read_text()
    assert ("fails too many right solutions" in done.stderr) is bool(status)


@pytest.mark.parametrize(
    ("settings", "says"),
    [(None, "not readable as TOML"), ("", "expected a table [training], got nothing")],
)
def test_a_suite_without_a_training_is_named(make_tiny, settings, says):
    tiny = make_tiny({"suite.toml": settings})
    done = CliRunner().invoke(main, ["calibrate", "tiny", "--course", str(tiny.root)])
    assert done.exit_code == 2
    assert says in done.stderr
