"""Grades in nbgrader: its database and the only writer to it, the staging folder, and its converters.

Owns what nbgrader reads and writes, and that it never runs student code. Must not know how grading is done.
"""

from __future__ import annotations
