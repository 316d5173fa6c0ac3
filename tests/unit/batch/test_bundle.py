"""A bundle is the assignment: complete, checked on arrival, and gone afterwards."""

from __future__ import annotations

import dataclasses
import os
import tempfile

import pytest

from autograder.batch.bundle import HOMES, Unpacked, pack
from autograder.errors import BrokenError


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_same_files_give_the_same_bytes_and_any_change_gives_others(make_tiny):
    first, second = make_tiny().assignment, make_tiny().assignment
    os.utime(second.path, (1, 1))
    (second.suite / "__pycache__").mkdir()
    (second.suite / "__pycache__" / "old.pyc").touch()
    assert pack(first).archive == pack(second).archive
    assert pack(first).digest == pack(second).digest
    (second.suite / "more.py").touch()
    assert pack(first).digest != pack(second).digest


def test_what_is_unpacked_is_the_assignment_and_hides_the_course_as_well(tiny, temporary):
    unpacked = Unpacked()
    found = unpacked.of(pack(tiny.assignment))
    assert (found.name, found.cells, found.dataset) == (
        tiny.assignment.name,
        tiny.assignment.cells,
        tiny.assignment.dataset,
    )
    assert found.points == tiny.assignment.points
    (home,) = temporary.iterdir()
    assert home.name.startswith(HOMES) and home.stat().st_mode & 0o777 == 0o700
    assert home in found.path.parents and home in found.suite.parents
    for assignment in (found, tiny.assignment):
        assert set(assignment.secrets) <= set(found.secrets)
    assert unpacked.of(pack(tiny.assignment)) is found
    unpacked.close()
    assert list(temporary.iterdir()) == []


def test_another_bundle_takes_its_place(tiny, make_tiny, temporary):
    other = make_tiny({"more.py": ""}).assignment
    unpacked = Unpacked()
    unpacked.of(pack(tiny.assignment))
    found = unpacked.of(pack(other))
    assert (found.suite / "more.py").exists()
    assert len(list(temporary.iterdir())) == 1
    unpacked.close()


def test_a_damaged_archive_is_refused_and_nothing_of_it_unpacked(tiny, temporary):
    bundle = pack(tiny.assignment)
    damaged = dataclasses.replace(bundle, archive=bundle.archive[:-1] + b"x")
    with pytest.raises(BrokenError, match="arrived damaged: run again"):
        Unpacked().of(damaged)
    assert list(temporary.iterdir()) == []


def test_an_archive_does_not_show_in_messages(tiny):
    assert len(repr(pack(tiny.assignment))) < 3_000
