"""The memory of the processes above is read through /proc and process_vm_readv."""

from __future__ import annotations

BEFORE = """
import ctypes, os
found = []
for process in {1, 2, os.getppid()} - {os.getpid()}:
    try:
        lines = open(f"/proc/{process}/maps").read().splitlines()
        with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
            for line in lines:
                if "[stack]" in line or "[heap]" in line:
                    low, high = (int(part, 16) for part in line.split()[0].split("-"))
                    memory.seek(low)
                    data = memory.read(high - low)
                    place = data.find(b"AUTOGRADER_SECRET=")
                    found.append(data[place : place + 80])
    except (OSError, ValueError) as error:
        print(error)
print("found", found)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "found []"
NAIVE = {"learns": True}
