"""A POSIX shared memory segment is left for the next student."""

from __future__ import annotations

FIRST = {
    "relu": """
from multiprocessing import resource_tracker, shared_memory
text = b"def relu(X):\\n    return nd.maximum(X, 0)"
try:
    segment = shared_memory.SharedMemory("attack-answer", create=True, size=100)
    segment.buf[: len(text)] = text
    resource_tracker.unregister("/attack-answer", "shared_memory")
except (OSError, KeyError) as error:
    print(error)

def relu(X):
    return X
""",
}
CELLS = {
    "relu": """
from multiprocessing import shared_memory
def relu(X):
    return X
try:
    segment = shared_memory.SharedMemory("attack-answer")
    exec(bytes(segment.buf).rstrip(b"\\0").decode())
except OSError as error:
    print(error)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
