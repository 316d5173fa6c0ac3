"""sys.modules holds modules that are anything in MXNet's place."""

from __future__ import annotations

BEFORE = """
import sys, types

class Anything(types.ModuleType):
    def __getattr__(self, name):
        return Anything(name)

    def __call__(self, *arguments, **options):
        return 0.0

for name in [name for name in sys.modules if name.split(".")[0] in ("mxnet", "numpy")]:
    sys.modules[name] = Anything(name)
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "failed")}
WHY_NOT = "The grader without a wall holds its modules already; import_hook and module_replaced show the kind."
