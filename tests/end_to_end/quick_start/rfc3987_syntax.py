"""Is on the path of programs that the tests start, so that each starts about 1 s faster: see ``autograder/_quick_start.py``."""

from __future__ import annotations

raise ImportError("jsonschema works without it")
