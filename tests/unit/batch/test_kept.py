"""Kept reports are whole, good for exactly what was graded, and never a broken grade."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pytest

from autograder import datasets
from autograder.batch.kept import grade_key, load_report, same_work, store_report
from autograder.course.assignment import Course, load_assignment
from autograder.course.state import state_file
from autograder.files import write_public, write_whole
from autograder.gpu import libraries
from autograder.grading.circumstances import circumstances
from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.room import bubblewrap

REPORT = Report("tiny", 7, (CellReport("relu", 4.0, (CheckResult("n", "t", Verdict.PASSED),)),), student="ann")


def test_report_comes_back_as_it_was(tmp_path):
    course = Course(tmp_path)
    store_report(course, "ann", "key", REPORT)
    kept = load_report(course, "tiny", "ann")
    assert (kept.key, kept.report) == ("key", REPORT)
    assert [path.name for path in state_file(course, "reports", "tiny", "ann").parent.iterdir()] == ["ann.json"]


def test_broken_grade_is_never_kept(tmp_path):
    broken = dataclasses.replace(REPORT, cells=(CellReport("relu", 4.0, (CheckResult("n", "t", Verdict.BROKEN),)),))
    with pytest.raises(ValueError, match="broken"):
        store_report(Course(tmp_path), "ann", "key", broken)
    assert load_report(Course(tmp_path), "tiny", "ann") is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"key": "k"}', b'{"key": "k", "report": {"schema": 2}}', b"\xff"]
)
def test_damaged_file_counts_as_none(tmp_path, content):
    course = Course(tmp_path)
    write_whole(state_file(course, "reports", "tiny", "ann"), content)
    assert load_report(course, "tiny", "ann") is None


def test_longest_names_have_files_of_their_own(tmp_path):
    course = Course(tmp_path)
    names = ["é" * 127 + "a", "é" * 127 + "b", "x" * 255, "-", "a b"]
    for name in names:
        store_report(course, name, name, REPORT)
    assert [load_report(course, "tiny", name).key for name in names] == names


def test_failed_writing_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"before")
    monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def umask():
    """Sets the umask of this process; the test's end puts it back."""
    before = os.umask(0o022)
    os.umask(before)
    yield os.umask
    os.umask(before)


@pytest.mark.parametrize(
    ("mask", "public", "own"), [(0o022, 0o644, 0o600), (0o002, 0o664, 0o600), (0o077, 0o600, 0o600)]
)
def test_the_umask_says_who_reads_pages_and_state_is_its_owners(tmp_path, umask, mask, public, own):
    umask(mask)
    for again in (b"one", b"two"):
        write_public(tmp_path / "page.html", again)
        write_whole(tmp_path / "state.json", again)
        assert (tmp_path / "page.html").stat().st_mode & 0o777 == public
        assert (tmp_path / "state.json").stat().st_mode & 0o777 == own


def test_a_link_is_written_through_and_stays_a_link(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"something longer")
    inode = target.stat().st_ino
    link.symlink_to(target)
    write_public(link, b"new")
    assert link.is_symlink()
    assert (target.read_bytes(), target.stat().st_ino) == (b"new", inode)


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_public(pipe, b"rows")
        assert os.read(reader, 100) == b"rows"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device file")
def test_a_device_is_written_to_and_stays_one(tmp_path):
    device = tmp_path / "null"
    os.mknod(device, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    write_public(device, b"rows")
    assert device.is_char_device()


def test_what_cannot_be_written_is_named(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", tmp_path / "file" / "page.html", Path("/dev/full")):
        (tmp_path / "file").touch()
        with pytest.raises(OSError) as caught:  # noqa: PT011  (one of several kinds)
            write_public(path, b"rows")
        assert str(path) in (caught.value.filename, str(Path(caught.value.filename) / path.name))


def test_key_tells_data_from_their_stand_in(make_tiny, monkeypatch):
    tiny = make_tiny({"suite.toml": 'dataset = "mnist"\n'})
    keys = set()
    for original in (False, True):
        monkeypatch.setattr(datasets, "has_original", lambda name, original=original: original)
        keys.add(grade_key(load_assignment("tiny", Course(tiny.root)), b"notebook"))
    assert len(keys) == 2


def test_key_tells_submission_source_and_suite_apart(make_tiny, tmp_path):
    tiny = make_tiny()
    key = grade_key(tiny.assignment, b"notebook")
    assert grade_key(tiny.assignment, b"notebook") == key
    keys = {key, grade_key(tiny.assignment, b"another")}
    copy = Course(shutil.copytree(tiny.root, tmp_path / "copy"))
    assert grade_key(load_assignment("tiny", copy), b"notebook") == key, "the key does not depend on the course's path"
    for name in ("test_relu.py", "driver.py", "suite.toml"):
        path = copy.suite("tiny") / name
        path.write_text((path.read_text() if path.exists() else "") + "\n# changed\n")
        keys.add(grade_key(load_assignment("tiny", copy), b"notebook"))
    source = load_assignment("tiny", copy).path
    source.write_text(source.read_text().replace("Because.", "For a reason."))
    keys.add(grade_key(load_assignment("tiny", copy), b"notebook"))
    assert len(keys) == 6


def test_key_tells_the_circumstances_apart_and_knows_the_same_work(tiny):
    walled, not_walled = (
        grade_key(tiny.assignment, b"notebook", each) for each in ("bubblewrap; cpu", "no sandbox; cpu")
    )
    assert walled != not_walled and same_work(walled, not_walled)
    assert not same_work(walled, grade_key(tiny.assignment, b"another", "bubblewrap; cpu"))


def test_circumstances_are_the_sandbox_its_layers_the_device_and_the_programs(monkeypatch):
    seen = {"without the sandbox": circumstances(walled=False, device="cpu")}
    monkeypatch.setattr(bubblewrap, "missing_layers", lambda: ())
    seen["all layers"] = circumstances(walled=True, device="cpu")
    monkeypatch.setattr(bubblewrap, "missing_layers", lambda: ("no system call filter",))
    seen["a layer less"] = circumstances(walled=True, device="cpu")
    monkeypatch.setattr("autograder.grading.circumstances.choose", lambda device: ("a GPU",))
    seen["a GPU"] = circumstances(walled=True, device="auto")
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    seen["another build"] = circumstances(walled=True, device="auto")
    monkeypatch.setattr(np, "__version__", "1.22.0")
    seen["another NumPy"] = circumstances(walled=True, device="auto")
    assert len(set(seen.values())) == len(seen) == 6
    assert circumstances(walled=True, device="auto") == seen["another NumPy"]
