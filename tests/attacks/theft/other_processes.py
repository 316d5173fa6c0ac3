"""/proc is searched for other processes: their command lines, environments, open files and memory."""

from __future__ import annotations

BEFORE = """
import glob, os
for folder in glob.glob("/proc/[0-9]*"):
    for name in ("cmdline", "environ"):
        try:
            print(open(f"{folder}/{name}").read())
        except OSError as error:
            print(error)
    try:
        print([os.readlink(link) for link in glob.glob(folder + "/fd/*")], os.readlink(folder + "/cwd"))
    except OSError as error:
        print(error)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
AS_USER = True
NAIVE = {"learns": True}
