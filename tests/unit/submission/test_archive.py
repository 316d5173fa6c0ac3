"""Archives of uploads: what is read, and what is refused with one sentence."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from autograder.errors import SubmissionError, UsageError
from autograder.submission import archive
from autograder.submission.archive import Entry, Refused, open_uploads


def entry(name, *, mode=stat.S_IFREG | 0o644, compression=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, (2026, 3, 1, 10, 0, 0))
    info.external_attr = mode << 16
    info.compress_type = compression
    return info


@pytest.fixture
def made(tmp_path):
    """Make an archive of names (or entries) with their contents."""

    def make(files):
        path = tmp_path / "uploads.zip"
        with zipfile.ZipFile(path, "w") as file:
            for name, data in files:
                file.writestr(name if isinstance(name, zipfile.ZipInfo) else entry(name), data)
        return path

    return make


def seen(path):
    """Names with their content, or with the reason why they are refused."""
    with open_uploads(path) as uploads:
        return {str(each.path) if isinstance(each, Entry) else each.name: _what(each) for each in uploads}


def _what(each):
    if isinstance(each, Refused):
        return each.why
    try:
        return each.read()
    except SubmissionError as error:
        return str(error)


def test_files_are_read_with_their_time_and_hidden_ones_are_not_there(made):
    path = made([("ann/a.ipynb", b"{}"), ("ann/.git/x", b""), ("__MACOSX/ann/._a", b""), ("ann/empty/", b"")])
    assert seen(path) == {"ann/a.ipynb": b"{}"}
    with open_uploads(path) as (only,):
        assert only.path == PurePosixPath("ann/a.ipynb") and f"{only.changed}" == "2026-03-01 10:00:00"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("/etc/passwd", "not relative"),
        ("C:/x.ipynb", "not relative"),
        ("..\\x.ipynb", "not relative"),
        ("ann/../../x.ipynb", "leads out"),
        ("../x.ipynb", "leads out"),
        ("ann/a\nb.ipynb", "control characters"),
        ("x" * 256 + ".ipynb", "too long"),
        ("ann/more.zip", "is an archive"),
        ("ann/more.TAR.gz", "is an archive"),
        (entry("ann/link.ipynb", mode=stat.S_IFLNK | 0o777), "is a link"),
        (entry("ann/fifo.ipynb", mode=stat.S_IFIFO | 0o644), "is no ordinary file"),
        (entry("ann/a.ipynb", compression=zipfile.ZIP_LZMA), "compressed in a way"),
        (entry("ann/a.ipynb", compression=zipfile.ZIP_BZIP2), "compressed in a way"),
    ],
)
def test_one_bad_entry_is_refused_and_the_others_go_on(made, name, why):
    found = seen(made([("bob/b.ipynb", b"{}"), (name, b"data")]))
    assert found.pop("bob/b.ipynb") == b"{}"
    (refused,) = found.values()
    assert why in refused


def test_names_that_differ_only_in_case_or_accents_are_all_refused(made):
    found = seen(
        made([("ann/A.ipynb", b"1"), ("ann/a.ipynb", b"2"), ("é/x.py", b"3"), ("e\u0301/x.py", b"4"), ("b/a", b"5")])
    )
    assert found.pop("b/a") == b"5"
    assert len(found) == 4 and all("differs only in case" in why for why in found.values())


def test_a_name_that_hides_its_end_behind_a_nul_is_refused(made):
    path = made([("ann/aXb.ipynb", b"{}")])
    path.write_bytes(path.read_bytes().replace(b"aXb", b"a\0b"))
    (why,) = seen(path).values()
    assert "control characters" in why


def test_a_name_in_utf8_is_read_as_such_though_the_archive_does_not_say_so(made):
    path = made([("Zoë/a.ipynb", b"{}")])
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + offset
        data[place : place + 2] = b"\0\0"
    path.write_bytes(data)
    assert seen(path) == {"Zoë/a.ipynb": b"{}"}


def test_an_encrypted_entry_is_refused(made):
    path = made([("ann/a.ipynb", b"{}")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert seen(path) == {"ann/a.ipynb": "is encrypted"}


def test_sizes_are_counted_and_not_believed(made, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    path = made([("bomb.ipynb", b"0" * 10_000_000), ("b.ipynb", b"{}")])
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)  # the archive says that it unpacks to 10 bytes
    path.write_bytes(data)
    found = seen(path)
    assert found["b.ipynb"] == b"{}"
    assert "damaged" in found["bomb.ipynb"] or "larger than" in found["bomb.ipynb"]
    assert "larger than" in seen(made([("bomb.ipynb", b"0" * 10_000_000)]))["bomb.ipynb"]


def test_a_whole_archive_has_a_limit(made, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", 25)
    found = seen(made([("a", b"0" * 10), ("b", b"0" * 10), ("c", b"0" * 10)]))
    assert (found["a"], found["b"]) == (b"0" * 10, b"0" * 10) and "more than" in found["c"]
    monkeypatch.setattr(archive, "MAX_UPLOADS", 2)
    with pytest.raises(UsageError, match="more than 2 files"):
        seen(made([("a", b""), ("b", b""), ("c", b"")]))


def test_a_damaged_entry_is_named(made):
    path = made([(entry("a.ipynb", compression=zipfile.ZIP_STORED), b"right"), ("b.ipynb", b"{}")])
    path.write_bytes(path.read_bytes().replace(b"right", b"wrong"))
    found = seen(path)
    assert "is damaged" in found["a.ipynb"] and found["b.ipynb"] == b"{}"


def test_a_folder_is_read_without_its_links(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "uploads"
    (folder / "ann").mkdir(parents=True)
    (folder / "ann" / "a.ipynb").write_text("{}")
    (folder / "ann" / "link.ipynb").symlink_to(tmp_path / "secret")
    (folder / "bob").symlink_to(tmp_path)
    os.mkfifo(folder / "fifo.ipynb")
    assert seen(folder) == {
        "ann/a.ipynb": b"{}",
        "ann/link.ipynb": "is a link",
        "bob": "is a link",
        "fifo.ipynb": "is no ordinary file",
    }


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_another_file_is_no_archive(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UsageError, match="neither a folder nor a zip archive"):
        seen(tmp_path / "x.zip")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        seen(Path(tmp_path / "nowhere.zip"))
