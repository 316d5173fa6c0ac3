"""The zygote is to be left without what it needs for another room: processes, descriptors, priority, processor time, memory."""

from __future__ import annotations

CELLS = {
    "relu": """
import ctypes, os, resource, signal

def relu(X):
    libc = ctypes.CDLL(None, use_errno=True)
    names = ("NOFILE", "AS", "CPU", "FSIZE", "NPROC", "DATA", "STACK", "SIGPENDING", "MEMLOCK")
    for process in range(400):
        if process in (1, os.getpid()):
            continue
        libc.setpriority(0, process, 19)
        libc.setpriority(1, process, 19)
        for name in names:
            try:
                resource.prlimit(process, getattr(resource, "RLIMIT_" + name), (0, 0))
            except (OSError, ValueError):
                pass
    libc.setpriority(2, os.getuid(), 19)  # all of this user's
    for number in range(60):
        if os.fork() == 0:
            signal.pause()
    while True:
        pass
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 40.0
LIMITS = {"call_seconds": 2}
AS_USER = True
WHY_NOT = "The grader without a wall has no zygote."
