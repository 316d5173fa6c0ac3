"""The zygote that the room came from is sent signals: by every number, to every group, by thread, queued and by pidfd."""

from __future__ import annotations

BEFORE = """
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
own, done = os.getpid(), []
others = [0, *range(1, own), *range(own + 1, 400)]
own_threads = set(map(int, os.listdir("/proc/self/task"))) | set(map(int, os.listdir("/proc/1/task")))
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV):
    for process in others:
        if process in own_threads or process < 2:
            continue
        attempts = {
            "kill": lambda: libc.kill(process, number),
            "group": lambda: libc.killpg(process, number),
            "tgkill": lambda: libc.syscall(234, process, process, number),
            "sigqueue": lambda: libc.sigqueue(process, number, None),
        }
        done += [(name, process) for name, attempt in attempts.items() if attempt() == 0]
for process in (0, -1, 1, 2**15, 2**22 - 1):
    pidfd = libc.syscall(434, process, 0)
    if pidfd >= 0 and process != 1:
        done.append(("pidfd", process))
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL):
    libc.kill(1, number)  # its own room's first process, which may die of none of them
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
AS_USER = True
WHY_NOT = "The grader without a wall has no zygote; that its processes can be killed, grader_killed shows."
