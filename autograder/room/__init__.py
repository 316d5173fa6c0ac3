"""Where student code runs: the process, bubblewrap, limits, the filter, the watch, and the student's functions by proxy.

Owns the wall and what passes through it. Trusts the guest in nothing. Must not know assignments, notebooks, checks or reports.
"""

from __future__ import annotations
