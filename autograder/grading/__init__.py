"""From one submission to its report: the plugin, verdicts, sessions, diagnosis, measures.

Owns the policy of points. A pure job: writes nothing and remembers nothing. Must not know other submissions, the gradebook,
what is kept on the disk, or how a report is drawn.
"""

from __future__ import annotations
