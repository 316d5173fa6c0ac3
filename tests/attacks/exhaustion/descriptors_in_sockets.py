"""Full pipes are hidden in messages of sockets, where no limit of open files counts them."""

from __future__ import annotations

CELLS = {
    "relu": """
import array, os, socket
kept = []

def relu(X):
    while True:
        pair = socket.socketpair()
        kept.append(pair)
        for _ in range(200):
            ends = os.pipe()
            os.write(ends[1], b"x" * 60_000)
            pair[0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", ends))])
            for end in ends:
                os.close(end)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
WHY_NOT = "It would cost the machine that runs the tests its kernel's memory."
