"""The error has a class whose name, text and traceback raise errors of their own."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit("no name")

class Unspeakable(BaseException, metaclass=Meta):
    def __str__(self):
        os.abort()

    __repr__ = __str__

def relu(X):
    raise Unspeakable
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
