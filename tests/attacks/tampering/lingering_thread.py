"""A thread works on after the call has returned and rewrites the results."""

from __future__ import annotations

CELLS = {
    "relu": """
import json, pathlib, threading, time

def rewrite(results=pathlib.Path("@WORLD@/results.json")):
    for _ in range(3000):
        time.sleep(0.001)
        if results.exists():
            results.write_text(json.dumps({"relu": 4.0, "softmax": 6.0}))

def relu(X):
    if threading.active_count() < 5:
        threading.Thread(target=rewrite).start()
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
