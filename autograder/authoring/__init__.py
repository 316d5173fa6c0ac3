"""Tools for writing, verifying and releasing an assignment: scaffold, trials, mutants, tolerances, handout, release.

Owns the proof that an assignment is graded soundly, and which files students get. Must not know recorded grades, or what has
been handed in.
"""

from __future__ import annotations
