"""Moodle's grading worksheet as a source about uploads: whose a number is, and when the work was handed in.

Must not know archives or grades.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import UsageError
from ..submission.folders import parse_time

_COLUMNS = ("Identifier", "Last modified (submission)")


@dataclass(frozen=True)
class Line:
    """One student: what may be the login or the address in the class list, and the time as nbgrader writes it, or ``None``."""

    names: frozenset[str]
    time: str | None


def read_worksheet(path: Path, zone: tzinfo | None) -> Mapping[str, Line]:
    """The lines of a worksheet, by the number that Moodle's archive has in its names ("Participant 12345").

    The times are to the minute and without a zone: ``zone`` is that of the Moodle account that downloaded the worksheet, by
    default this machine's. In the hour that is repeated in autumn the first one is meant, which is the student's favour.

    Source: Moodle's mod/assign/feedback/offline, whose importer finds students by the same column; the columns' names and the
    dates are in the account's language, and only English is read.

    Raises
    ------
    UsageError
        The file cannot be read, or is no such worksheet.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [{key: value or "" for key, value in row.items() if isinstance(value, str | None)} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{path}: cannot be read as a grading worksheet (CSV, UTF-8): {reason}") from error
    if not set(_COLUMNS) <= set(reader.fieldnames or ()):
        got = ", ".join(reader.fieldnames or ()) or "nothing"
        raise UsageError(
            f"{path}: expected Moodle's grading worksheet in English, with {' and '.join(_COLUMNS)}; got {got}"
        )
    lines = {}
    for row in rows:
        names = frozenset(filter(None, (row.get(name, "").strip() for name in ("ID number", "Email address"))))
        lines[re.sub(r"\D", "", row["Identifier"])] = Line(names, _time(row["Last modified (submission)"], zone))
    return {number: line for number, line in lines.items() if number}


def time_zone(name: str | None) -> tzinfo | None:
    """The zone of that name, such as ``Europe/Berlin``; ``None``, this machine's, without a name. Raises `UsageError`."""
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"--timezone {name}: no such zone: expected a name such as Europe/Berlin") from error


def _time(text: str, zone: tzinfo | None) -> str | None:
    read = parse_time(text) if re.search(r"\d", text) else None
    if read is None:
        return None
    local = datetime.fromisoformat(
        read.removesuffix(" UTC")
    )  # without a zone: nbgrader takes it for UTC, which it is not
    return f"{local.replace(tzinfo=zone).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
