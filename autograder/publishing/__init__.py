"""What leaves the kit after grading: standings, the roll, feedback, exports, pseudonyms.

Owns who has a grade and what people are given of it; a submission without a grade is named, never a zero. Must not know how
grading is done.
"""

from __future__ import annotations
