"""A reply is a pickle that opens a file on the host when it is read."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import pickle

class Bomb:
    def __reduce__(self):
        return open, ("@WORLD@/pickled", "w")

def relu(X):
    data = pickle.dumps(Bomb())
    say(struct.pack(">I", len(data)) + data)
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
