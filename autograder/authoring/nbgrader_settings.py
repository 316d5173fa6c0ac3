"""Settings that a course's ``nbgrader_config.py`` needs, so that nbgrader's own commands use the kit.

Owns the list of these settings (read from the configuration that a new course gets), the search for those that a course lacks,
and how they are added. Must not know what they do.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from ..course.assignment import CONFIG, Course
from ..files import PACKAGE
from ..gradebook.converters import EXECUTE, dotted_name, nbgrader_config

_TEMPLATE = PACKAGE / "authoring" / "new" / CONFIG
_COURSES_CHOICE = "CourseDirectory"  # the section with a course's name and folders, which the kit does not set


@dataclass(frozen=True)
class Setting:
    """A setting of nbgrader, such as ``Autograde.exporter_class``, with the kit's value and the lines that set it."""

    section: str
    name: str
    value: Any
    lines: str


def missing_settings(course: Course) -> tuple[Setting, ...]:
    """The settings that the course lacks, each with the value that it needs."""
    config = nbgrader_config(course)
    return tuple(setting for each in _settings() if (setting := _needed(each, config)) is not None)


def lines_to_add(settings: tuple[Setting, ...]) -> str:
    """The text to append to a course's configuration."""
    return "\n".join(["c = get_config()  # noqa: F821", *(setting.lines for setting in settings)]) + "\n"


def warning(course: Course, settings: tuple[Setting, ...]) -> str:
    """The warning that these settings are missing: the consequence, and the lines to add."""
    names = ", ".join(f"{setting.section}.{setting.name}" for setting in settings)
    if any(setting.section == "Autograde" for setting in settings):
        danger = "nbgrader autograde and formgrader run student code outside the sandbox, and count visible checks only"
    else:
        danger = "some of nbgrader's own commands do not use the kit"
    return (
        f"{course.root / CONFIG}: {danger}. Missing: {names}. Add these lines. They apply to all assignments of the course "
        f"(nbgrader autograde then refuses an assignment without checks of the kit):\n\n{lines_to_add(settings)}"
    )


def add(course: Course, settings: tuple[Setting, ...]) -> None:
    """Append the lines to the course's configuration."""
    with (course.root / CONFIG).open("a", encoding="utf-8") as file:
        file.write("\n" + lines_to_add(settings))


def _settings() -> Iterator[Setting]:
    """The kit's settings, in the order of a new course's configuration."""
    text = _TEMPLATE.read_text("utf-8")
    for statement in ast.parse(text).body:
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=ast.Attribute(attr=section), attr=name)], value=value):
                if section != _COURSES_CHOICE:
                    with_comment = text.splitlines()[statement.lineno - 2 : statement.end_lineno]
                    yield Setting(section, name, ast.literal_eval(value), "\n".join(with_comment))


def _needed(ours: Setting, config: Config) -> Setting | None:
    """The setting with the value that the course needs; ``None`` if the course has it.

    A value that names a part of the kit is required as it is. In place of any other value, the course may have its own.
    """
    theirs = config[ours.section].get(ours.name)
    if not isinstance(ours.value, list):
        same = theirs is not None and not (_is_ours(ours.value) and dotted_name(theirs) != ours.value)
        return None if same else ours
    if isinstance(theirs, LazyConfigValue):  # from c.Autograde.autograde_preprocessors.append(...)
        others = [each for each in ours.value if not _is_ours(each)]
        theirs = theirs.get_value([EXECUTE, *others] if ours.section == "Autograde" else [])
    if not isinstance(theirs, list | tuple | set):  # not set, or a value that nbgrader refuses
        return ours
    named = [dotted_name(each) for each in theirs]
    parts = [each for each in ours.value if _is_ours(each)]
    if set(parts) <= set(named) and EXECUTE not in named:
        return None
    merged = [*parts, *(each for each in named if each not in (EXECUTE, *parts))]
    comment = ours.lines.splitlines()[0]
    return Setting(ours.section, ours.name, merged, f"{comment}\nc.{ours.section}.{ours.name} = {json.dumps(merged)}")


def _is_ours(value: object) -> bool:
    return isinstance(value, str) and value.startswith("autograder.")
