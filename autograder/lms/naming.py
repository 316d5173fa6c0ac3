"""Whose file an upload is: the naming rules of Moodle, Canvas, and of a folder with a file or a folder for each login.

Each rule takes the path in the download and the assignment's name. Must not know the class list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z0-9]+)(?:_(?P<file>.*))?", re.DOTALL)
_CANVAS = re.compile(r"(?P<name>.*?)_(?:LATE_)?(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)


@dataclass(frozen=True)
class Upload:
    """One uploaded file.

    ``name``: the student's, as the platform writes it, or the login. ``id``: the platform's number for the student; empty if
    there is none. ``lasting``: whether that number is the same in all assignments, as nbgrader's ``lms_user_id`` is.
    ``file``: the file's path in the submission. ``answer``: what the name of a feedback file begins with. ``attempt``: of two
    files with one path, the higher number is the later upload.
    """

    name: str
    id: str
    file: PurePosixPath
    answer: str = ""
    attempt: int = 0
    lasting: bool = False


Rule = Callable[[PurePosixPath, str], Upload | None]


def moodle(path: PurePosixPath, assignment: str) -> Upload | None:
    """Moodle's "Download all submissions"; ``None`` for a path that does not follow its rule, or for an online text.

    A folder for each student, ``Full name_12345_assignsubmission_file`` (before Moodle 4.1 with ``_`` at its end), with the
    files as they were uploaded; or, without "Download submissions in folders", files named
    ``Full name_12345_assignsubmission_file_name.ipynb``. In the full name each ``_`` is a space, and characters that a file's
    name cannot hold are missing. The number belongs to the student in this one assignment.

    Source: Moodle's mod/assign/classes/downloader.php, get_student_prefix and load_submissionplugin_filelist. Feedback files
    are found by the same parts of their path: mod/assign/feedback/file/importziplib.php, is_valid_filename_for_import.
    """
    for number, part in enumerate(path.parts):
        found = _MOODLE.fullmatch(part)
        if found is None:
            continue
        below = path.parts[number + 1 :]
        named = found["file"] or ""
        if found["plugin"] != "file" or not (named or below):
            return None
        answer = f"{part}/" if not named else part[: found.start("file")]
        return Upload(found["name"], found["id"], PurePosixPath(named, *below), answer)
    return None


def canvas(path: PurePosixPath, assignment: str) -> Upload | None:
    """Canvas' "Download Submissions"; ``None`` for a path that does not follow its rule, a text entry or a web address.

    Files named ``lastnamefirstname_12345_67890_name.ipynb``, late ones ``lastnamefirstname_LATE_12345_67890_name.ipynb``: the
    name in small letters without other characters, the user's id, the attachment's id. A file uploaded again under the same
    name becomes ``name-1.ipynb``. An anonymous assignment has ``anon_`` and a code in place of name and id.

    Source: Canvas' lib/content_zipper.rb, get_filename and add_upload_submission. A file that is uploaded again is matched by
    the first two parts of its name that are numbers: app/models/abstract_assignment.rb, infer_comment_context_from_filename.
    """
    found = _CANVAS.fullmatch(path.name)
    if found is None or found["name"] == "anon":
        return None
    again = re.fullmatch(rf"{re.escape(assignment)}-\d+\.ipynb", found["file"])
    return Upload(
        found["name"],
        found["id"],
        PurePosixPath(f"{assignment}.ipynb" if again else found["file"]),
        answer=path.name[: found.start("file")],
        attempt=int(found["attachment"]),
        lasting=True,
    )


def folder(path: PurePosixPath, assignment: str) -> Upload | None:
    """A folder for each login, or a notebook for each: ``ann/anything.ipynb``, ``bob.ipynb``, ``cat_ASSIGNMENT.ipynb``.

    ``None`` for any other file that stands beside the logins. This rule is the kit's own; the names are those that
    ``nbgrader zip_collect`` takes with the kit's settings.
    """
    login, *below = path.parts
    if below:
        return Upload(login, "", PurePosixPath(*below))
    if path.suffix != ".ipynb":
        return None
    return Upload(path.stem.removesuffix(f"_{assignment}"), "", PurePosixPath(f"{assignment}.ipynb"))


RULES: Mapping[str, Rule] = {"moodle": moodle, "canvas": canvas, "folder": folder}
