"""Prevents imports that the kit's commands and grading processes never use; they start up to 1.5 s faster.

nbformat validates notebooks with jsonschema, which imports ``rfc3987_syntax`` if it is installed (Jupyter's event schemas
require it) and works without it otherwise. Its import builds 38 parsers for internationalised addresses, which notebooks do
not contain: this takes 0.9 of the 1.1 s of ``import nbformat``. ``import nbgrader`` imports its four extensions of the Jupyter
server, and with them that server; converters and gradebook use none of it. Import this module before both to prevent that.

Must not be imported by modules that a notebook or nbgrader imports: those processes are not the kit's own.
"""

from __future__ import annotations

import sys
import types

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None makes its import raise ImportError

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
