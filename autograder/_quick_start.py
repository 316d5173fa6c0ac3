"""Prevents the import of ``rfc3987_syntax``: commands and grading processes start 0.9 s faster.

nbformat validates notebooks with jsonschema, which imports ``rfc3987_syntax`` if it is installed (Jupyter's event schemas
require it) and works without it otherwise. Its import builds 38 parsers for internationalised addresses, which notebooks do
not contain: this takes 0.9 of the 1.1 s of ``import nbformat``. Import this module before nbformat to prevent that.

Must not be imported by modules that a notebook or nbgrader imports: those processes are not the kit's own.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None makes its import raise ImportError
