"""What happens before students see an assignment: scaffold, release, handout, verification, trials, mutation, tolerances.

Owns the proof that an assignment grades itself soundly, and what students get of it. Must not know the gradebook, or what has
been handed in.
"""

from __future__ import annotations
