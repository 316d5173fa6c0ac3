"""A second less for every command and every grading process: parsers that notebooks never need are not built.

nbformat checks notebooks with jsonschema, which imports ``rfc3987_syntax`` where that is installed (Jupyter's event schemas
ask for it) and does without it elsewhere. It builds 38 parsers as it is imported, for the syntax of internationalised
addresses: 0.9 of the 1.1 s that ``import nbformat`` takes. A process that imports this module first has no
``rfc3987_syntax``.

Only for processes of the kit's own: it must not be imported by what a notebook or nbgrader imports.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: its import raises ImportError
