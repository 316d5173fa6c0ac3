"""The scratch folders are filled."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    for folder in ("/tmp", "/dev/shm"):
        for number in range(100):
            with open(f"{folder}/{number}", "wb") as file:
                for _ in range(30):
                    file.write(b"x" * 2**20)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "No space left on device"
SECONDS = 10.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
