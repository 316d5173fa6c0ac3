"""A whole class: the run, one submission's job, the workers, kept reports.

Owns that a class is graded in parallel, and that a run that was cut off goes on. Must not know how a submission is graded, or
what nbgrader's tables look like.
"""

from __future__ import annotations
