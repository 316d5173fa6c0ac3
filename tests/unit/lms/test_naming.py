"""The platforms' naming rules, on names as their source code makes them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from autograder.lms.naming import RULES


def read(platform, path, assignment="lab-1"):
    found = RULES[platform](PurePosixPath(path), assignment)
    return found and (found.name, found.id, str(found.file), found.answer)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "Ann Lee_12345_assignsubmission_file/lab-1.ipynb",
            ("Ann Lee", "12345", "lab-1.ipynb", "Ann Lee_12345_assignsubmission_file/"),
        ),
        (
            "Ann Lee_12345_assignsubmission_file_/deep/er/x.py",
            ("Ann Lee", "12345", "deep/er/x.py", "Ann Lee_12345_assignsubmission_file_/"),
        ),
        (
            "Ann Lee_12345_assignsubmission_file_my_own_name.ipynb",
            ("Ann Lee", "12345", "my_own_name.ipynb", "Ann Lee_12345_assignsubmission_file_"),
        ),
        (
            "course-lab 1-77/Ann Lee_12345_assignsubmission_file/lab-1.ipynb",
            ("Ann Lee", "12345", "lab-1.ipynb", "Ann Lee_12345_assignsubmission_file/"),
        ),
        ("Ann Lee_12345_assignsubmission_onlinetext/onlinetext.html", None),
        ("Ann Lee_12345_assignsubmission_file", None),
        ("Ann Lee_assignsubmission_file_/lab-1.ipynb", None),
        ("lab-1.ipynb", None),
    ],
)
def test_moodle(path, expected):
    assert read("moodle", path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("leeann_12345_67890_lab-1.ipynb", ("leeann", "12345", "lab-1.ipynb", "leeann_12345_67890_")),
        ("leeann_LATE_12345_67890_lab-1.ipynb", ("leeann", "12345", "lab-1.ipynb", "leeann_LATE_12345_67890_")),
        ("leeann_12345_67890_lab-1-2.ipynb", ("leeann", "12345", "lab-1.ipynb", "leeann_12345_67890_")),
        ("leeann_12345_67890_lab-10.ipynb", ("leeann", "12345", "lab-10.ipynb", "leeann_12345_67890_")),
        ("leeann_12345_67890_my_own_1_2_x.ipynb", ("leeann", "12345", "my_own_1_2_x.ipynb", "leeann_12345_67890_")),
        ("submissions/leeann_1_2_x.py", ("leeann", "1", "x.py", "leeann_1_2_")),
        ("leeann_12345_text.html", None),
        ("anon_12345_67890_lab-1.ipynb", None),
        ("anon_aB3cD_67890_lab-1.ipynb", None),
        ("lab-1.ipynb", None),
    ],
)
def test_canvas(path, expected):
    assert read("canvas", path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ann/lab-1.ipynb", ("ann", "", "lab-1.ipynb", "")),
        ("ann/data/x.csv", ("ann", "", "data/x.csv", "")),
        ("ann.ipynb", ("ann", "", "lab-1.ipynb", "")),
        ("ann_lab-1.ipynb", ("ann", "", "lab-1.ipynb", "")),
        ("readme.txt", None),
    ],
)
def test_folder(path, expected):
    assert read("folder", path) == expected
