"""What the suite runs beside the student's code returns at once, with nothing."""

from __future__ import annotations

BEFORE = """
import gc, types
from guest import session

def relu(X):
    return X

drivers = [found for found in gc.get_objects() if isinstance(found, types.ModuleType) and found.__name__ == "driver"]
for found in [*drivers, session.STANDARD]:
    for name in [name for name, value in vars(found).items() if isinstance(value, types.FunctionType)]:
        setattr(found, name, lambda *args: None)
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 3.75}
VERDICTS = {"relu": ("failed",)}
WHY_NOT = "The grader without a wall runs nothing beside the student's code."
