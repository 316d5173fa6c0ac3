"""Error messages and outputs hold terminal escapes, control characters and bidirectional overrides."""

from __future__ import annotations

BEFORE = """
print("\\x1b]0;owned\\x07\\x1b[2J\\x1b[31mPASSED\\x1b[0m \\u202efull marks\\u202c \\x00 \\ud800")
"""
CELLS = {
    "relu": """
def relu(X):
    raise ValueError("\\x1b]0;owned\\x07\\x1b[2J\\x1b[1;32mPASSED 50/50\\x1b[0m \\u202eskram lluf\\u202c \\x00 \\ud800 \\r\\n" * 3)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised",)}
WHY_NOT = "What a terminal does with them is for the eye; that none gets through is looked at in test_pages.py."
