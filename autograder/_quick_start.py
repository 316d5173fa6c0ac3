"""Prevents imports that the kit's commands and grading processes never use; they start up to 1.5 s faster.

nbformat validates notebooks with jsonschema, which imports validators of addresses, colours and times if they are installed
(Jupyter's event schemas require them) and works without them otherwise. Notebooks contain nothing for them. Of the 1.1 s of
``import nbformat``, ``rfc3987_syntax`` takes 0.9 s, to build 38 parsers for internationalised addresses; the others take half
of the rest. ``import nbgrader`` imports its four extensions of the Jupyter server, and with them that server; converters and
gradebook use none of it. Import this module before both to prevent that.

Must not be imported by modules that a notebook or nbgrader imports: those processes are not the kit's own.
"""

from __future__ import annotations

import sys
import types

for _name in (
    "fqdn",
    "isoduration",
    "rfc3339_validator",
    "rfc3986_validator",
    "rfc3987_syntax",
    "uri_template",
    "webcolors",
):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]  # None makes its import raise ImportError

_EXTENSIONS = ("assignment_list", "course_list", "formgrader", "validate_assignment")


def _import_nbgrader() -> None:
    """Import the package with empty modules in place of its extensions, which can still be imported by their names later."""
    names = [f"nbgrader.server_extensions.{extension}" for extension in _EXTENSIONS]
    for name in names:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].load_jupyter_server_extension = None  # type: ignore[attr-defined]
    try:
        import nbgrader  # noqa: F401
    finally:
        for name in names:
            del sys.modules[name]


if "nbgrader" not in sys.modules:
    _import_nbgrader()
