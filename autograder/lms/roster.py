"""The class list, and the student that an upload belongs to.

Must not know files or archives.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..course.assignment import Course
from ..errors import UsageError
from ..gradebook.book import CourseGradebook
from .naming import Upload

ROSTER = "students.csv"


@dataclass(frozen=True)
class Student:
    """One line of the class list. ``id``: the name of the folder under ``submitted/``, nbgrader's student id."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The full name in both orders, as `folded` writes it; empty if there is none."""
        orders = (self.first_name + self.last_name, self.last_name + self.first_name)
        return frozenset(filter(None, map(folded, orders)))


@dataclass(frozen=True)
class Roster:
    """The class list; ``source`` names it in messages."""

    students: tuple[Student, ...]
    source: str

    def student(self, upload: Upload, known: Collection[str] = ()) -> tuple[str, str]:
        """The student's id, or else an empty one and the reason, in one line.

        ``known``: logins and addresses that the platform states for the upload; they decide if the list has one. So does the
        platform's lasting number. Otherwise the login or the full name must fit one student
        only. A student whose number in the list is another one is not meant.
        """
        stated = [each.id for each in self.students if {each.id, each.email} & set(known)]
        if stated:
            return _only(stated, f"several students of {self.source} have the address or number {', '.join(known)}")
        number = upload.id if upload.lasting else ""
        numbered = [each.id for each in self.students if number and each.lms_user_id == number]
        if numbered:
            return _only(numbered, f"several students of {self.source} have the number {number}")
        logins = [each.id for each in self.students if not upload.id and upload.name in (each.id, each.email)]
        if logins:
            return _only(logins, f"several students of {self.source} have this login or address")
        name = folded(upload.name)
        fitting = [each for each in self.students if name and name in each.names] if upload.id else []
        others = [each.id for each in fitting if not (number and each.lms_user_id)]
        if fitting and not others:
            return "", f"the student of this name has another number in {self.source}"
        if not others:
            return "", f"nobody in {self.source} fits"
        return _only(others, f"several students of {self.source} have this name: {', '.join(others)}")


def _only(ids: list[str], otherwise: str) -> tuple[str, str]:
    return (ids[0], "") if len(ids) == 1 else ("", otherwise)


def folded(name: str) -> str:
    """A name for comparison: letters and digits only, without accents and case. Platforms drop different characters."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum())


def find_roster(course: Course, path: Path | None, *, needed: bool) -> Roster | None:
    """The class list: ``path``, else the course's ``students.csv``, else, if one is ``needed``, nbgrader's gradebook.

    Raises
    ------
    UsageError
        One is needed and nobody is named anywhere; or as `read_roster`.
    """
    if path is None and (course.root / ROSTER).is_file():
        path = course.root / ROSTER
    if path is not None:
        return read_roster(path)
    if not needed:
        return None
    known = roster_of((Student(**each) for each in CourseGradebook.open(course).students()), "the gradebook")
    if not any(student.names or student.lms_user_id for student in known.students):
        raise UsageError(
            f"whose are the uploads? Expected a class list, {course.root / ROSTER} or --roster FILE, with the columns of "
            "nbgrader db student import: id,first_name,last_name,email,lms_user_id"
        )
    return known


def read_roster(path: Path) -> Roster:
    """Read a class list with the columns of ``nbgrader db student import``; other columns are ignored, as nbgrader does.

    The columns are ``id``, ``first_name``, ``last_name``, ``email`` and ``lms_user_id``; only ``id`` is required.
    (nbgrader 0.9.6, apps/dbapp.py: DbGenericImportApp skips keys that its table does not have.)

    Raises
    ------
    UsageError
        The file cannot be read, has no column ``id``, or names a student twice or not at all.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
            rows = [
                {key: (value or "").strip() for key, value in row.items() if isinstance(value, str)} for row in reader
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{path}: cannot be read as a class list (CSV, UTF-8): {reason}") from error
    if "id" not in reader.fieldnames:
        raise UsageError(f"{path}: expected a column id (the login), got {', '.join(reader.fieldnames) or 'nothing'}")
    fields = ("first_name", "last_name", "email", "lms_user_id")
    return roster_of((Student(row.get("id", ""), *(row.get(field, "") for field in fields)) for row in rows), str(path))


def roster_of(students: Iterable[Student], source: str) -> Roster:
    """A class list from its students. Raises `UsageError` if an id is missing, twice there, or no folder can have its name."""
    listed = tuple(students)
    seen: set[str] = set()
    for student in listed:
        if not student.id or "/" in student.id or student.id.startswith("."):
            raise UsageError(f"{source}: {student.id!r} cannot be a student's id: it names a folder")
        if student.id in seen:
            raise UsageError(f"{source}: {student.id} is there twice")
        seen.add(student.id)
    return Roster(listed, source)
