"""The measurement of how much of a check's tolerance right code uses."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from autograder.authoring import tolerances
from autograder.authoring.tolerances import Use, used_tolerances

pytestmark = pytest.mark.slow

CHECKS = '''
import numpy as np
from autograder.checking import as_array, expect_close, expect_number

def test_close(student):
    """Close"""
    X = np.float32([1, 2])
    expect_close(as_array(student.shift(X), (2,), what="shift"), X + 1, rtol=0, atol=0.5, what="shift")

def test_number(student):
    """Number"""
    expect_number(student.shift(2.0), 3, atol=0.5, what="shift")
'''
OFF = '"""Off by a little."""\ndef shift(X):\n    return X + 1.125\n'


@pytest.fixture
def shifted(make_tiny):
    tiny = make_tiny({"test_shift.py": CHECKS, "test_shift_hidden.py": None})
    bank = tiny.assignment.suite / "samples" / "shift.py"
    bank.parent.mkdir()
    bank.write_text(f"# %% right_off\n{OFF}\n# %% wrong_far\n{OFF.replace('1.125', '9')}")
    return tiny


def test_the_largest_share_of_right_samples_is_kept_for_each_check(shifted):
    used = used_tolerances(shifted.assignment, 1)
    assert used == {
        ("test_shift.py::test_close", 0.0): Use(0.25, 0.125, 2.0, 0.0, 0.5, "right_off"),
        ("test_shift.py::test_number", 0.0): Use(0.25, 0.125, 3.0, 0.0, 0.5, "right_off"),
    }


def test_only_some_functions_may_be_measured(shifted):
    assert used_tolerances(shifted.assignment, 1, only=["relu"]) == {}


def test_the_module_prints_a_line_for_each_check(shifted, monkeypatch):
    monkeypatch.chdir(shifted.root)
    done = CliRunner().invoke(tolerances.main, ["tiny", "--seeds", "1"])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "    0.25  test_shift.py::test_close  rtol 0, atol 0.5: off by 1.2e-01 at 2 (right_off)",
        "    0.25  test_shift.py::test_number  rtol 0, atol 0.5: off by 1.2e-01 at 3 (right_off)",
    ]
