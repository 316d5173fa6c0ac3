"""What was handed in: folders, files, a clean notebook, and the rebuilt one.

Owns every read of what a student controls on the disk: all of it is hostile. Must not know rooms, checks, reports or
nbgrader's database.
"""

from __future__ import annotations
