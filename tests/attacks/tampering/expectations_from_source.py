"""The test's own source is looked up in IPython's history and its numbers are returned."""

from __future__ import annotations

CELLS = {
    "relu": """
import re

def relu(X):
    source = next((s for s in reversed(In) if "_expected" in s), "")
    numbers = re.search(r"_expected = np.array\\((.*)\\)", source)
    return nd.array(eval(numbers[1])) if numbers else X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
