"""Memory, history and the pipes are searched for the instructor's solution of a function that is not graded yet."""

from __future__ import annotations

# relu is wrong, so the instructor's relu comes into the room; softmax must come from the student all the same.
CELLS = {
    "relu": """
def relu(X):
    return X
""",
    "softmax": """
import gc, linecache

def stolen():
    gc.unfreeze()  # what was imported before the session, too
    for found in gc.get_objects():
        for text in found if type(found) in (list, tuple) else ():
            if type(text) is str and "def softmax(" in text and "stolen" not in text:
                return text
    for entry in list(linecache.cache.values()):
        text = "".join(entry[2]) if len(entry) > 2 and entry[2] else ""
        if "def softmax(" in text and "stolen" not in text:
            return text
    return ""

def softmax(y_linear):
    variables = {"nd": nd}
    exec(stolen(), variables)
    return variables["softmax"](y_linear)
""",
}
EARNS = {"relu": 0.0, "softmax": 0.0}
VERDICTS = {"softmax": ("raised",)}
WHY_NOT = "The grader without a wall has no solutions of the instructor's: they would lie in the same process."
