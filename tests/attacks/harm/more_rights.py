"""Programs that run as root are started, identities and capabilities are changed."""

from __future__ import annotations

BEFORE = """
import ctypes, os, subprocess
libc = ctypes.CDLL(None, use_errno=True)
done = []
for name in ("su", "sudo", "mount", "newgrp", "passwd", "bwrap", "unshare", "pkexec"):
    try:
        ended = subprocess.run([name, "--version"] if name != "unshare" else [name, "-r", "true"], capture_output=True, timeout=5)
        if name == "unshare" and ended.returncode == 0:
            done.append(name)
    except (OSError, subprocess.TimeoutExpired):
        pass
for name, call in {"setuid": lambda: libc.setuid(0), "setgid": lambda: libc.setgid(0), "setgroups": lambda: libc.setgroups(1, b"\\0" * 8),
                   "setresuid": lambda: libc.setresuid(0, 0, 0), "keepcaps": lambda: libc.prctl(47, 2, 21, 0, 0)}.items():
    if call() == 0:
        done.append(name)
status = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
print("done", done, status["CapEff"], status["CapBnd"], status["NoNewPrivs"])
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "done [] 0000000000000000 0000000000000000 1"
AS_USER = True
WHY_NOT = "An ordinary user's rights stop most of it anywhere; in the room even root's programs give none."
