"""Grading a whole class: the run, one submission's job, the workers, kept reports.

Owns parallel grading, and resuming a run that was interrupted. Must not know how a submission is graded, or nbgrader's
database tables.
"""

from __future__ import annotations
