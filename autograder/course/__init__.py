"""The instructor's part of a course: assignments, metadata of cells, settings, samples, and the folder for state.

Owns the course folder and everything in it that is trusted. Must not know submissions, rooms, grading or reports.
"""

from __future__ import annotations
