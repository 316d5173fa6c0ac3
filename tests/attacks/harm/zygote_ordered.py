"""Orders are sent to the zygote in the host's name, at every socket of packets among the descriptors: rooms made, processes buried."""

from __future__ import annotations

BEFORE = """
import ctypes, json, os, socket, stat
libc = ctypes.CDLL(None, use_errno=True)
done = []
for number in range(4096):
    try:
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            continue
        if socket.socket(fileno=os.dup(number)).type == socket.SOCK_STREAM:
            continue  # the room's own channel
    except OSError:
        continue
    done.append(("socket", number))
    for order in ({"bury": 1}, {"make": {"scratch": [], "kept": [], "hidden": [], "shared": ["/tmp", "/"]}}):
        try:
            os.write(number, json.dumps(order).encode())
            done.append(("ordered", number))
        except OSError:
            pass
for process in (1, os.getppid()):
    pidfd = libc.syscall(434, process, 0)  # pidfd_open
    for number in range(64):
        if pidfd >= 0 and libc.syscall(438, pidfd, number, 0) >= 0:  # pidfd_getfd
            done.append(("taken", process, number))
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
WHY_NOT = "The grader without a wall has no zygote."
