"""Uploads on the way into a course; without a notebook's content, which does not matter here."""

from __future__ import annotations

import zipfile

import pytest

from autograder.course.assignment import Course
from autograder.lms.collect import State, collect, origin


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course")


def collected(course, files, platform="folder", **options):
    course.root.mkdir(exist_ok=True)
    path = course.root / "uploads.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name, data in files.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 10, 0, 0)), data)
    return {each.name: each for each in collect(course, "lab", path, platform, None, **options)}


def test_a_file_and_a_folder_of_one_name_cost_only_this_student(course):
    found = collected(course, {"ann/lab.ipynb": "{}", "ann/x": "1", "ann/x/y": "2", "bob/lab.ipynb": "{}"})
    assert (found["ann"].state, found["bob"].state) == (State.LEFT_OUT, State.COLLECTED)
    assert "cannot be written" in found["ann"].why
    assert list((course.root / "submitted" / "ann").iterdir()) == []
    assert origin(course, "lab", "ann") is None and origin(course, "lab", "bob").platform == "folder"


@pytest.mark.parametrize("name", ["x.html", "y" * 129])
def test_a_name_that_no_submission_may_have_is_left_out(course, name):
    found = collected(course, {f"{name}/lab.ipynb": "{}", "bob/lab.ipynb": "{}"})
    assert found.pop("bob").state is State.COLLECTED
    assert [each.state for each in found.values()] == [State.LEFT_OUT]


def test_a_link_in_place_of_the_students_folder_is_not_followed(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (course.root / "submitted").mkdir(parents=True)
    (course.root / "submitted" / "ann").symlink_to(tmp_path / "elsewhere")
    found = collected(course, {"ann/lab.ipynb": "{}"}, replace=True)
    assert found["ann"].state is State.LEFT_OUT and "is a link" in found["ann"].why
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_one_students_files_have_a_limit_and_a_known_time_is_not_forgotten(course, monkeypatch):
    monkeypatch.setattr("autograder.lms.collect.MAX_STUDENT", 10)
    found = collected(course, {"ann/lab.ipynb": "{}", "ann/z.csv": "0" * 20})
    assert found["ann"].state is State.COLLECTED and "more than" in found["ann"].notes[0]
    timed = {"ann/lab.ipynb": "{}", "ann/timestamp.txt": "2026"}
    assert collected(course, timed)["ann"].state is State.REPLACED
    assert collected(course, {"ann/lab.ipynb": "{}"})["ann"].state is State.UNCHANGED
    assert (course.root / "submitted" / "ann" / "lab" / "timestamp.txt").read_text() == "2026"
