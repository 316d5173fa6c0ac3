"""A finder on sys.meta_path serves a testing module of the student's."""

from __future__ import annotations

BEFORE = """
import importlib.abc, importlib.machinery, sys
import numpy

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name == "numpy.testing" or name.startswith(("pytest", "unittest", "nose")):
            return importlib.machinery.ModuleSpec(name, self)

    def exec_module(self, module):
        module.assert_allclose = lambda *args, **kwargs: None
        module.approx = lambda *args, **kwargs: type("Any", (), {"__eq__": lambda self, other: True})()

for name in [name for name in sys.modules if name.startswith("numpy.testing")]:
    del sys.modules[name]
vars(numpy).pop("testing", None)
sys.meta_path.insert(0, Finder())
import numpy.testing
numpy.testing = sys.modules["numpy.testing"]
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
