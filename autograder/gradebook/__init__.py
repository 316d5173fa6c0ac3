"""Grades in nbgrader: the one writer to its database, what it gets to see, its converters.

Owns what nbgrader is told and what it is kept from. Must not know how grading is done.
"""

from __future__ import annotations
