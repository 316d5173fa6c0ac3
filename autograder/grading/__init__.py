"""From one submission to its report: the plugin, verdicts, sessions, diagnosis, measures.

Owns the policy of points. Grading is a pure job: it writes no file and keeps no state between submissions. Must not know
other submissions, the gradebook, kept reports, or how a report is rendered.
"""

from __future__ import annotations
