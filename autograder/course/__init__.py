"""What the instructor wrote: assignments, cells, settings, samples, and the course's state folder.

Owns the course folder and everything that is trusted in it. Must not know submissions, rooms, grading or reports.
"""

from __future__ import annotations
