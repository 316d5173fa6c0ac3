"""The way from a learning platform: a download of its uploads, put into the course under the students' names.

Owns the platforms' naming rules, the match with the class list, and the note of each upload's name, by which feedback goes
back. Must not know what is in a notebook, or grades.
"""

from __future__ import annotations
