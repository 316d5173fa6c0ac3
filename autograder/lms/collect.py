"""Puts a platform's download of uploads into ``submitted/``, under the students' names.

Owns which upload becomes a student's submission, and when it replaces an earlier one. Notes where each came from, in the
course's state folder (``.autograder/collected/<assignment>/<student>.json``). Must not know what is in a notebook, or grades.
"""

from __future__ import annotations

import enum
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from ..course.assignment import Course
from ..course.state import state_file
from ..errors import SubmissionError
from ..files import write_changed
from ..plaintext import printable
from ..submission.archive import Entry, Refused, open_uploads
from ..submission.files import read_file
from ..submission.folders import MAX_FILES, TIMESTAMP, SubmissionFolder, parse_time
from .naming import RULES, Upload
from .roster import Roster
from .worksheet import Line

MAX_STUDENT = 64 * 2**20  # bytes of one student's files
_TIMESTAMP = PurePosixPath(TIMESTAMP)
# Faults of a file's name, such as a file and a folder of one name. Any other fault, such as a full disk, ends the run.
_BY_NAME = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)


class State(enum.StrEnum):
    """What became of one student's upload. Only ``left out`` means that a submission is missing or older."""

    COLLECTED = "collected"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Outcome:
    """``name``: the student, or the name in the download if no student fits. ``notes``: files that were left out, and why."""

    name: str
    state: State
    why: str = ""
    notes: tuple[str, ...] = ()
    path: Path | None = None


@dataclass(frozen=True)
class Origin:
    """Where a submission came from.

    ``platform``: a key of `RULES`. ``id``: the student's number there. ``answer``: what the name of a feedback file begins
    with. ``changed``: when the download was made, in the platform's clock. ``digest``: SHA-256 of the collected files, in hex.
    """

    platform: str
    id: str
    answer: str
    changed: str
    digest: str


def origin(course: Course, assignment: str, student: str) -> Origin | None:
    """Where a student's submission was collected from; ``None`` if nobody knows."""
    try:
        return Origin(**json.loads(state_file(course, "collected", assignment, student).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def collect(
    course: Course,
    assignment: str,
    source: Path,
    platform: str,
    roster: Roster | None,
    *,
    worksheet: Mapping[str, Line] = MappingProxyType({}),
    replace: bool = False,
) -> list[Outcome]:
    """Put the uploads of a download into ``submitted/<student>/<assignment>/``. Doing it again changes nothing.

    Each student's files appear whole or not at all. A submission that is newer than the download, or that was not collected,
    is left as it is.

    Parameters
    ----------
    course, assignment
        The course, and the assignment's name.
    source : Path
        A zip archive or a folder.
    platform : str
        A key of `RULES`.
    roster : Roster, optional
        The class list. Without one, the names in the download are the students' ids: only for ``folder``.
    worksheet : mapping of str to Line, optional
        What Moodle's grading worksheet says, by the student's number: `read_worksheet`. Its times go to ``timestamp.txt``.
    replace : bool
        Replace other submissions, too.

    Raises
    ------
    UsageError
        The source cannot be read.
    """
    outcomes: list[Outcome] = []
    with open_uploads(source) as uploads:
        by_student: dict[_Key, list[tuple[Upload, Entry]]] = {}
        refused: dict[_Key, list[Refused]] = {}
        strip = _outer_folder(uploads, roster) if platform == "folder" else 0
        for each in uploads:
            path = each.path if isinstance(each, Entry) else PurePosixPath(each.name)
            upload = RULES[platform](PurePosixPath(*path.parts[strip:]), assignment)
            if isinstance(each, Refused):
                refused.setdefault(_key(upload), []).append(each)
            elif upload is None:
                why = f"no file that a student uploaded, by the naming rule of {platform}"
                outcomes.append(Outcome(printable(str(each.path)), State.LEFT_OUT, why))
            else:
                by_student.setdefault(_key(upload), []).append((upload, each))
        matched, unmatched = _matched(by_student, roster, worksheet)
        outcomes += unmatched
        for student, key in matched.items():
            line = worksheet.get(key[1])
            place = _Place(course, assignment, student, platform, replace, line.time if line else None)
            notes = [f"{printable(each.name)} {each.why}" for each in refused.pop(key, [])]
            outcomes.append(place.put(by_student[key], notes))
        for rest in refused.values():
            outcomes += [Outcome(printable(each.name), State.LEFT_OUT, each.why) for each in rest]
    return sorted(outcomes, key=lambda outcome: outcome.name)


def _outer_folder(uploads: Sequence[Entry | Refused], roster: Roster | None) -> int:
    """1 if a folder that is nobody's stands around all others, as many programs make it; else 0."""
    paths = [each.path for each in uploads if isinstance(each, Entry)]
    outer = {path.parts[0] for path in paths}
    if len(outer) != 1 or any(len(path.parts) == 1 for path in paths):
        return 0
    if roster is not None:
        return 0 if any(outer <= {student.id, student.email} for student in roster.students) else 1
    return 1 if all(len(path.parts) > 2 for path in paths) and len({path.parts[1] for path in paths}) > 1 else 0


_Key = tuple[str, str]  # an upload's name and number: those of one student have one key


def _key(upload: Upload | None) -> _Key:
    return (upload.name, upload.id) if upload else ("", "")


def _matched(
    uploads: Mapping[_Key, Sequence[tuple[Upload, Entry]]], roster: Roster | None, worksheet: Mapping[str, Line]
) -> tuple[dict[str, _Key], list[Outcome]]:
    """Students with their keys in ``uploads``, and those left out: nobody fits, or several uploads fit one student."""
    keys: dict[str, list[_Key]] = {}
    left_out = []
    for key, ((upload, _), *_rest) in uploads.items():
        known = worksheet[upload.id].names if upload.id in worksheet else ()
        student, why = (upload.name, "") if roster is None else roster.student(upload, known)
        if student:
            keys.setdefault(student, []).append(key)
        else:
            left_out.append(Outcome(_shown(*key), State.LEFT_OUT, why))
    for student, several in keys.items():
        if len(several) > 1:
            why = f"the uploads of {', '.join(_shown(*key) for key in several)} all fit this student"
            left_out.append(Outcome(printable(student), State.LEFT_OUT, why))
    return {student: found[0] for student, found in keys.items() if len(found) == 1}, left_out


def _shown(name: str, number: str) -> str:
    return printable(f"{name} ({number})" if number else name)


@dataclass(frozen=True)
class _Place:
    """One student's place in ``submitted/``. ``time``: when the work was handed in, if the platform tells."""

    course: Course
    assignment: str
    student: str
    platform: str
    replace: bool
    time: str | None = None

    def put(self, uploads: Sequence[tuple[Upload, Entry]], refused: Sequence[str]) -> Outcome:
        """Write a student's files, unless they are there already or what is there counts more."""
        notes = list(refused)
        try:
            SubmissionFolder(self.student, self._path).require_sound()
            files = self._read(uploads, notes)
            state, why = self._decide(files, _changed(uploads))
            if state in (State.COLLECTED, State.REPLACED):
                self._write(files)
        except SubmissionError as error:
            return self._outcome(State.LEFT_OUT, str(error), notes)
        if state is not State.LEFT_OUT:
            upload = _notebook(uploads)
            changed = _changed(uploads).isoformat()
            note = Origin(self.platform, upload.id, upload.answer, changed, _digest(_there(self._path) or files))
            data = json.dumps(asdict(note), ensure_ascii=False).encode()
            write_changed(state_file(self.course, "collected", self.assignment, self.student), data)
        return self._outcome(state, why, notes)

    @property
    def _path(self) -> Path:
        return self.course.root / "submitted" / self.student / self.assignment

    def _outcome(self, state: State, why: str, notes: Sequence[str]) -> Outcome:
        path = self._path if state is not State.LEFT_OUT else None
        return Outcome(printable(self.student), state, why.replace(f"{self.course.root}/", ""), tuple(notes), path)

    def _read(self, uploads: Sequence[tuple[Upload, Entry]], notes: list[str]) -> dict[PurePosixPath, bytes]:
        """A student's files; the latest of those with one path. Raises `SubmissionError` if there is no notebook."""
        latest = {upload.file: entry for upload, entry in sorted(uploads, key=lambda each: each[0].attempt)}
        files: dict[PurePosixPath, bytes] = {}
        for path, entry in sorted(latest.items()):
            if path.name == TIMESTAMP and self.platform != "folder":  # or students would choose when they handed in
                notes.append(f"{path} is the student's own and says nothing about when the upload came")
                continue
            try:
                if len(files) == MAX_FILES:
                    raise SubmissionError(f"not collected: more than {MAX_FILES} files")
                data = entry.read()
                if sum(map(len, files.values())) + len(data) > MAX_STUDENT:
                    raise SubmissionError(f"not collected: more than {MAX_STUDENT // 2**20} MiB in all")
            except SubmissionError as error:
                notes.append(f"{printable(str(path))} {str(error).removeprefix(f'{path}: ')}")
            else:
                files[path] = data
        if not any(path.suffix == ".ipynb" and len(path.parts) == 1 for path in files):
            there = ", ".join(printable(str(path)) for path in files) or "no file"
            raise SubmissionError(f"no notebook: expected {self.assignment}.ipynb, got {there}")
        if self.time is not None:
            files[_TIMESTAMP] = f"{self.time}\n".encode()
        return files

    def _decide(self, files: Mapping[PurePosixPath, bytes], changed: datetime) -> tuple[State, str]:
        there = _there(self._path)
        if there is None:
            return State.COLLECTED, ""
        if _digest(there) in (_digest(files), _digest({_TIMESTAMP: there.get(_TIMESTAMP, b""), **files})):
            return State.UNCHANGED, ""  # a time that is known already is not forgotten
        if self.replace:
            return State.REPLACED, ""
        before = origin(self.course, self.assignment, self.student)
        hint = "left as it is; --replace overrules"
        if before is None or before.digest != _digest(there):
            return State.LEFT_OUT, f"another submission is there, which was not collected: {hint}"
        time, time_there = (_time(each) for each in (files, there))
        by_download = changed >= datetime.fromisoformat(before.changed)
        newer = time >= time_there if time and time_there else by_download
        return (State.REPLACED, "") if newer else (State.LEFT_OUT, f"what is there is newer: {hint}")

    def _write(self, files: Mapping[PurePosixPath, bytes]) -> None:
        fresh, replaced = (self._path.with_name(f".{self.assignment}.{name}") for name in ("fresh", "replaced"))
        for left_over in (fresh, replaced):  # by a run that was killed
            shutil.rmtree(left_over, ignore_errors=True)
        fresh.mkdir(parents=True)
        for path, data in files.items():
            try:
                (fresh / path).parent.mkdir(parents=True, exist_ok=True)
                (fresh / path).write_bytes(data)
            except OSError as error:
                shutil.rmtree(fresh, ignore_errors=True)
                if error.errno not in _BY_NAME:
                    raise
                raise SubmissionError(f"{printable(str(path))}: cannot be written: {error.strerror}") from error
        if os.path.lexists(self._path):
            os.replace(self._path, replaced)
        os.replace(fresh, self._path)
        shutil.rmtree(replaced, ignore_errors=True)


def _notebook(uploads: Sequence[tuple[Upload, Entry]]) -> Upload:
    """The upload by whose name feedback goes back: the latest notebook."""
    notebooks = [upload for upload, _ in uploads if upload.file.suffix == ".ipynb"]
    return max(notebooks, key=lambda upload: upload.attempt)


def _changed(uploads: Sequence[tuple[Upload, Entry]]) -> datetime:
    return max(entry.changed for _, entry in uploads)


def _digest(files: Mapping[PurePosixPath, bytes]) -> str:
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(os.fsencode(str(path)) + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()


def _there(folder: Path) -> dict[PurePosixPath, bytes] | None:
    """The files of a submission that is there already; ``None`` if there is none.

    A file that cannot be read counts as different from any other.
    """
    if not os.path.lexists(folder):
        return None
    return dict(_files(folder))


def _files(folder: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    for here, _, names in os.walk(folder):
        for name in names:
            path = Path(here) / name
            try:
                yield PurePosixPath(path.relative_to(folder)), read_file(path)
            except SubmissionError as error:
                yield PurePosixPath(path.relative_to(folder)), str(error).encode()


def _time(files: Mapping[PurePosixPath, bytes]) -> str | None:
    return parse_time(files.get(_TIMESTAMP, b"")[:200].decode("utf-8-sig", "replace"))
