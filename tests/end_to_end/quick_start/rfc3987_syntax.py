"""Stands on the path of nbgrader's programs, so that each starts about 1 s faster: see ``autograder/_quick_start.py``."""

from __future__ import annotations

raise ImportError("jsonschema works without it")
