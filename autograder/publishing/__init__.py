"""Grades given to people and to other programs: feedback pages, exports, leaderboards.

Owns the decision which submissions have a grade. A submission without one is named, and never becomes a zero. Must not know
how grading is done.
"""

from __future__ import annotations
