"""Submissions on disk: their folders, files and notebooks, and the notebook rebuilt for grading.

Owns every read of a file that a student controls; all of these are hostile. Must not know rooms, checks, reports or
nbgrader's database.
"""

from __future__ import annotations
