"""Cell after cell ends the process, so that the notebook must be run again and again."""

from __future__ import annotations

BEFORE = """
import os
os._exit(3)
"""
CELLS = {
    "relu": """
import os
os._exit(0)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "ended its own process"
SECONDS = 30.0
NAIVE = {"stops": 20}
