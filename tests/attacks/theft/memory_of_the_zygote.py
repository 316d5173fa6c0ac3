"""The process's own memory, which a room has from its zygote, is searched for what the grader knows and for other rooms' names."""

from __future__ import annotations

BEFORE = """
import re
found = set()
folders = {line.split()[3] for line in open("/proc/self/mountinfo") if " /shared " in line}
own = {name for folder in folders for name in re.findall("[0-9a-f]{16}", folder)}
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
    for line in maps.read().splitlines():
        low, high = (int(part, 16) for part in line.split()[0].split("-"))
        if not line.split()[1].startswith("rw") or high - low > 2**28:
            continue
        try:
            memory.seek(low)
            data = memory.read(high - low)
        except (OSError, ValueError, OverflowError):
            continue
        found |= set(re.findall(b"secret-[0-9a-f]{2}[0-9a-f]{22}", data))
        found |= set(re.findall(b"/shared/([0-9a-f]{16})/sha" + b"red", data)) - {name.encode() for name in own}
print("found", sorted(found))
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
