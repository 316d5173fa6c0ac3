"""Limits are raised again, on itself and on the process above."""

from __future__ import annotations

BEFORE = """
import resource, os
done = []
for name in ("RLIMIT_NPROC", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU", "RLIMIT_CORE"):
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    try:
        resource.prlimit(0, kind, (hard + 1, hard + 1))
        done.append(name)
    except (OSError, ValueError):
        pass
try:
    os.nice(-5)
    done.append("nice")
except OSError:
    pass
try:
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    done.append("affinity")
except OSError:
    pass
try:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    done.append("real time")
except OSError:
    pass
print("done", done)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "done []"
NAIVE = {"says": "'affinity'"}
