"""Files are written and overwritten wherever there are any: the course, the system, the libraries, the kit."""

from __future__ import annotations

BEFORE = """
import os, sys
done = []
for folder in ("@WORLD@", "/", "/usr", "/usr/bin", "/etc", "/root", "/home", "/var", sys.prefix, sys.base_prefix, os.path.dirname(os.__file__),
               "/kit", "/kit/guest", "/shared", "/data", "/dev", "/proc", "/sys", "/run"):
    try:
        open(folder + "/gradebook.db", "w").write("full marks for everybody")
        done.append(folder)
    except OSError:
        pass
for path in ("/kit/guest/main.py", "/data/train_labels.npy", os.__file__, sys.executable):
    for flags in (os.O_WRONLY, os.O_RDWR):
        try:
            os.close(os.open(path, flags))
            done.append(path)
        except OSError:
            pass
    try:
        os.chmod(path, 0o777)
        done.append(path)
    except OSError:
        pass
print("done", done)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "done []"
AS_USER = True
NAIVE = {"spoils": "gradebook.db"}
