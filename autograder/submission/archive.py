"""Safe reading of many uploads: the files of a zip archive or of a folder, each refused or read within limits.

Owns what is refused: an archive is as hostile as the students whose files it holds. Must not know whose a file is, or what a
platform calls it.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from ..errors import SubmissionError, UsageError
from .files import MAX_BYTES, read_file

MAX_UPLOADS = 50_000  # files of a whole class
MAX_TOTAL = 10 * 2**30  # bytes of a whole class, unpacked
_LONGEST = 255  # bytes of a name that a file system allows
_NESTED = frozenset([".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst"])
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may unpack megabytes from one read, whatever the limit
_UTF8 = 0x800  # flag bit: the name is UTF-8 (zip's APPNOTE.TXT, 4.4.4)
_ENCRYPTED = 0x1
_LITTER = "__MACOSX"  # what macOS adds to an archive


@dataclass(frozen=True)
class Entry:
    """One file: its path, when it was last changed (in its own clock), and ``read``, which returns its bytes.

    ``read`` raises `SubmissionError`, in one line, if the file is too large or damaged.
    """

    path: PurePosixPath
    changed: datetime
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Refused:
    """A file that is not read: its name as it stands in the archive, which may hold any character, and why."""

    name: str
    why: str


@contextlib.contextmanager
def open_uploads(source: Path) -> Iterator[list[Entry | Refused]]:
    """The files of a zip archive or a folder, without hidden ones. They are read only inside this context.

    Refused are links and other special files, absolute names and names with ``..``, backslashes or control characters, names
    that differ only in case, encrypted files, and archives inside the archive. Sizes are counted while a file is read: what
    an archive says about them is not believed.

    Raises
    ------
    UsageError
        The source is neither a folder nor a readable zip archive, or holds too many files.
    """
    try:
        if source.is_dir():
            yield _distinct(_of_folder(source))
            return
        with zipfile.ZipFile(source) as archive:
            if len(archive.infolist()) > MAX_UPLOADS:
                raise UsageError(f"{source}: more than {MAX_UPLOADS} files")
            yield _distinct(_of_archive(archive))
    except zipfile.BadZipFile as error:
        raise UsageError(f"{source}: neither a folder nor a zip archive: {error}") from error
    except OSError as error:
        if error.filename and Path(error.filename) == source:
            raise UsageError(f"{source}: cannot be read: {error.strerror}") from error
        raise


def _of_folder(source: Path) -> Iterator[Entry | Refused]:
    seen = 0
    for here, folders, files in os.walk(source):
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in links)
        for name in sorted(files + links):
            if name.startswith("."):
                continue
            seen += 1
            if seen > MAX_UPLOADS:
                raise UsageError(f"{source}: more than {MAX_UPLOADS} files")
            file = Path(here) / name
            relative = PurePosixPath(file.relative_to(source))
            status = file.lstat()
            why = _bad_name(str(relative)) or _bad_kind(status.st_mode) or _nested(relative)
            if why:
                yield Refused(str(relative), why)
            else:
                changed = datetime.fromtimestamp(status.st_mtime)
                yield Entry(relative, changed, lambda file=file: read_file(file))  # type: ignore[misc]


def _of_archive(archive: zipfile.ZipFile) -> Iterator[Entry | Refused]:
    total = 0

    def inflate(info: zipfile.ZipInfo) -> bytes:
        nonlocal total
        try:
            with archive.open(info) as file:
                data = file.read(MAX_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise SubmissionError(f"is damaged: {' '.join(str(error).split())}") from error
        total += len(data)
        if len(data) > MAX_BYTES:
            raise SubmissionError(f"is larger than {MAX_BYTES // 2**20} MiB")
        if total > MAX_TOTAL:
            raise SubmissionError(f"not unpacked: the archive holds more than {MAX_TOTAL // 2**30} GiB")
        return data

    for info in archive.infolist():
        name = _name(info)
        why = _bad_name(name)
        path = PurePosixPath(name)
        if not why:
            if info.is_dir() or _LITTER in path.parts or any(part.startswith(".") for part in path.parts):
                continue
            why = _bad_kind(info.external_attr >> 16) or _nested(path)
            if info.flag_bits & _ENCRYPTED:
                why = "is encrypted"
            elif info.compress_type not in _KINDS:
                why = "is compressed in a way that learning platforms do not use"
        if why:
            yield Refused(name, why)
        else:
            yield Entry(path, _time(info), lambda info=info: inflate(info))  # type: ignore[misc]


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name, with what stands behind a NUL character. Some programs write UTF-8 and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf-8")
    return name


def _time(info: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*info.date_time)
    except ValueError:
        return datetime.min


def _bad_name(name: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return "its name holds control characters or is not UTF-8"
    if "\\" in name or re.match(r"[A-Za-z]:", name) or name.startswith("/"):
        return "its name is not relative to the archive"
    if ".." in name.split("/"):
        return "its name leads out of the archive"
    if any(len(os.fsencode(part)) > _LONGEST for part in name.split("/")):
        return "its name is too long"
    return ""


def _bad_kind(mode: int) -> str:
    """Why a file of this kind is refused. Archives made on other systems have no mode."""
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFLNK:
        return "is a link"
    return "" if kind in (0, stat.S_IFREG) else "is no ordinary file"


def _nested(path: PurePosixPath) -> str:
    return "is an archive: only files are collected" if path.suffix.lower() in _NESTED else ""


def _distinct(found: Iterator[Entry | Refused]) -> list[Entry | Refused]:
    """Refuse all files whose names differ only in case or in the encoding of accents: nobody knows which is meant."""
    uploads = list(found)
    keys = Counter(_folded(each.path) for each in uploads if isinstance(each, Entry))
    return [
        Refused(str(each.path), "another file has the same name, or one that differs only in case")
        if isinstance(each, Entry) and keys[_folded(each.path)] > 1
        else each
        for each in uploads
    ]


def _folded(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()
