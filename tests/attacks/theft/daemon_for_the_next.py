"""A daemon survives in a session of its own, deaf to signals, and writes the answer again and again."""

from __future__ import annotations

FIRST = {
    "relu": """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            for folder in ("/tmp", "@WORLD@"):
                try:
                    open(folder + "/daemon.py", "w").write("def relu(X):\\n    return nd.maximum(X, 0)")
                except OSError:
                    pass
            time.sleep(0.05)
    os._exit(0)
time.sleep(0.5)

def relu(X):
    return X
""",
}
CELLS = {
    "relu": """
import os, time
def relu(X):
    return X
for folder in ("/tmp", "@WORLD@"):
    if os.path.exists(folder + "/daemon.py"):
        time.sleep(0.02)
        exec(open(folder + "/daemon.py").read())
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
AS_USER = True
