"""The processes above are traced, and memory is written through ptrace and /proc."""

from __future__ import annotations

BEFORE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
done = []
for process in {1, 2, os.getppid()} - {os.getpid()}:
    for request in (16, 0x4206):  # PTRACE_ATTACH, PTRACE_SEIZE
        if libc.ptrace(request, process, 0, 0) == 0:
            done.append(("ptrace", process))
    try:
        open(f"/proc/{process}/mem", "r+b")
        done.append(("mem", process))
    except OSError as error:
        print(error)
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
WHY_NOT = "A traced grader stops, and with it the test that would show it."
