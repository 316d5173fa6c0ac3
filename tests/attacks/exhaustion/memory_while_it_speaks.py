"""Memory is taken while a reply trickles in, so that the grader is never idle."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import threading, time

def speak():
    say(struct.pack(">I", 60_000_000))
    while True:
        say(b"x")
        time.sleep(0.01)

def relu(X):
    threading.Thread(target=speak, daemon=True).start()
    kept = []
    while True:
        kept.append(bytearray(2**22))
        kept[-1][::4096] = b"x" * 1024
        time.sleep(0.01)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "MiB of memory"
SECONDS = 40.0
LIMITS = {"room_memory": 524288000}
WHY_NOT = "Nobody would thank us for showing it on this machine."
