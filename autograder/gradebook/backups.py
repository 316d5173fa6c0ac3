"""Backups of the gradebook: a copy of its SQLite file beside it, made while others may use it, and brought back.

Must not know why a backup is made.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from ..errors import GradebookError, UsageError
from .book import CourseGradebook

_WAIT = 120  # seconds that SQLite waits for another writer


def database_file(gradebook: CourseGradebook) -> Path | None:
    """The gradebook's SQLite file, which may not exist yet; ``None`` if the gradebook is another database."""
    url = make_url(gradebook.coursedir.db_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database).absolute()


def backups(gradebook: CourseGradebook) -> list[Path]:
    """The backups beside the gradebook, oldest first."""
    file = database_file(gradebook)
    return [] if file is None else sorted(file.parent.glob(f"{glob.escape(file.name)}.????-??-??T*"))


def back_up(gradebook: CourseGradebook) -> Path:
    """Copy the gradebook to a new file beside it, named by the local time to the microsecond.

    Raises
    ------
    UsageError
        The gradebook is not an SQLite file.
    GradebookError
        The copy could not be made.
    """
    file = database_file(gradebook)
    if file is None:
        raise UsageError(
            f"{gradebook.coursedir.db_url}: only an SQLite gradebook can be backed up here; without a backup nothing is changed"
        )
    copy = file.with_name(f"{file.name}.{datetime.now():%Y-%m-%dT%H-%M-%S-%f}")
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    os.close(descriptor)
    try:
        _copy(file, Path(name))
        shutil.copymode(file, name)
        os.replace(name, copy)
    except (OSError, sqlite3.Error) as error:
        raise GradebookError(f"{file}: no backup could be made, so nothing was changed: {error}") from error
    finally:
        Path(name).unlink(missing_ok=True)
    return copy


def restore(gradebook: CourseGradebook, backup: Path | None = None) -> tuple[Path, Path]:
    """Make the gradebook what it was in a backup, by default the newest. What it is now is backed up first.

    Returns the backup that was brought back, and the backup of what the gradebook held until now.

    Raises
    ------
    UsageError
        There is no backup, or the file is not a gradebook.
    GradebookError
        The gradebook could not be written.
    """
    file, known = database_file(gradebook), backups(gradebook)
    if backup is None:
        if not known:
            raise UsageError(f"no backup of {gradebook.coursedir.db_url}: grade makes one before it changes the cells")
        backup = known[-1]
    _require_gradebook(backup)
    with gradebook.one_writer():
        until_now = back_up(gradebook)
        assert file is not None  # back_up has refused other databases
        try:
            _copy(backup, file)
        except (OSError, sqlite3.Error) as error:
            raise GradebookError(f"{file}: {backup} could not be brought back: {error}") from error
    return backup, until_now


def _copy(source: Path, destination: Path) -> None:
    """Copy a database into another, in one transaction of SQLite's; a file that does not exist is not created."""
    with (
        contextlib.closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=_WAIT)) as old,
        contextlib.closing(sqlite3.connect(f"{destination.as_uri()}?mode=rw", uri=True, timeout=_WAIT)) as new,
    ):
        old.backup(new)


def _require_gradebook(file: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            sound = opened.execute("PRAGMA quick_check").fetchone() == ("ok",)
            opened.execute("SELECT count(*) FROM submitted_assignment")
    except sqlite3.Error as error:
        raise UsageError(f"{file}: not a backup of a gradebook: {error}") from error
    if not sound:
        raise UsageError(f"{file}: this backup is damaged")
