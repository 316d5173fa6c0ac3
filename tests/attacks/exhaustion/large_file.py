"""One file is made as large as it can be."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    with open("/tmp/large", "wb") as file:
        while True:
            file.write(b"x" * 2**20)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "File too large"
SECONDS = 10.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
