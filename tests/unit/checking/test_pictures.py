"""Pictures of failed checks: what they say of their content, and that a notebook's style does not reach them."""

from __future__ import annotations

import base64
from collections.abc import Callable

import matplotlib as mpl
import pytest

from autograder.checking.pictures import curve_picture, row_sums_picture
from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.reports.cells import cell_views


def curve() -> bytes:
    return curve_picture(
        [2.5, float("nan"), 1.0], title="Mean loss", xlabel="batches", ylabel="loss", level=2.3, level_name="guessing"
    )


def sums() -> bytes:
    return row_sums_picture([[1.0, 2.0], [0.25, 0.25]], title="softmax(X)", expected=1)


def text_of(picture: bytes) -> str:
    """The text that a page gives a picture."""
    check = CheckResult("n", "Every row sums to 1", Verdict.FAILED, picture=base64.b64encode(picture).decode("ascii"))
    return cell_views(Report("lab", 1, (CellReport("softmax", 6.0, (check,)),)))[0].checks[0].picture_text


@pytest.mark.parametrize("draw", [curve, sums])
def test_the_style_of_a_notebook_changes_nothing(draw: Callable[[], bytes]) -> None:
    before = draw()
    with mpl.rc_context({"figure.facecolor": "black", "lines.linewidth": 9, "font.size": 30, "savefig.dpi": 30}):
        assert draw() == before
        assert mpl.rcParams["font.size"] == 30, "and the notebook keeps its own"


def test_a_page_says_what_is_in_a_picture() -> None:
    assert text_of(curve()) == (
        "Mean loss: a curve of 3 points. It goes from 2.5 to 1. Its values lie between 1 and 2.5; others are not finite "
        "numbers. A dashed line marks guessing, 2.3."
    )
    assert text_of(sums()) == (
        "softmax(X): a matrix of 2 rows and 2 columns in colours, and the sum of each row as a bar. The sums lie between 0.5 "
        "and 3. A dashed line marks the expected sum, 1."
    )


def test_a_picture_that_says_nothing_is_named_after_its_check() -> None:
    for picture in (b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + sums()[8:60]):
        assert text_of(picture) == "Picture for the check “Every row sums to 1”"
