"""The whole disk is searched for anything that looks like a course."""

from __future__ import annotations

BEFORE = """
import os
count = 0
for folder, folders, files in os.walk("/"):
    if folder.startswith(("/proc", "/sys", "/usr")):
        folders.clear()
        continue
    for name in files:
        if name.endswith((".ipynb", ".db", "_hidden.py")):
            try:
                text = open(os.path.join(folder, name), errors="replace").read(300)
                if "secret" in text:  # a disk may hold so many notebooks that what is printed is cut off
                    print(text)
            except OSError:
                pass
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
NAIVE = {"learns": True}
