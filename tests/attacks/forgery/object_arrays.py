"""A reply claims arrays of objects, records and negative sizes."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    bodies = [{"array": {"dtype": d, "shape": s, "buffer": 0, "kind": "ndarray"}} for d, s in
              [("object", [1]), ("O", [1]), ("float32", [-1]), ("float32", [2**62, 4]), (["float32"], [1])]]
    for body in bodies:
        say(answer(asked(), body, b"\\0" * 8))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "bytes that cannot be read"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
