"""A request for a session without limits is left for the room's first process, and the session answers for the next."""

from __future__ import annotations

# Whoever has opened a pipe may open it anew for writing, and an ordinary user's room belongs to that user. With a socket one
# may send oneself a message that is out of band, or connect it to itself.
BEFORE = """
@SAY@
import os, resource, socket

DRIVER = '''
import sys
from guest import main, wire
at = sys._getframe()
while "start" not in at.f_locals:
    at = at.f_back
real = wire.read_frame(lambda size: main._read(at.f_locals["channel"], size))
object.__setattr__(at.f_locals["start"], "id", real.id)
'''
limits = {"RLIMIT_CPU": 150, "RLIMIT_NPROC": 64, "RLIMIT_NOFILE": 256, "RLIMIT_FSIZE": 2**26, "RLIMIT_CORE": 0}

def lifted():
    return [name for name, most in limits.items() if not 0 <= resource.getrlimit(getattr(resource, name))[0] <= most]

def order():
    start = frame({"id": 5, "kind": "start", "buffers": [], "body": {"dict": {
        "seed": 1, "driver": DRIVER, "limits": {"dict": {}}}}})
    for number in range(64):
        try:
            again = os.open(f"/proc/self/fd/{number}", os.O_WRONLY | os.O_NONBLOCK)
            os.write(again, start)
        except OSError:
            pass
        try:
            channel = socket.socket(fileno=os.dup(number))
            channel.connect(channel.getsockname())
            channel.send(start)
        except OSError:
            pass
"""
CELLS = {
    "relu": """
def relu(X):
    if os.getpid() == 2:
        order()
        os._exit(0)
    raise RuntimeError(f"lifted {lifted()}")
""",
    "softmax": """
def softmax(y_linear):
    raise RuntimeError(f"lifted {lifted()}")
""",
}
EARNS = {"relu": 0.0, "softmax": 0.0}
VERDICTS = {"relu": ("raised", "skipped"), "softmax": ("raised", "skipped")}
SAYS = "lifted []"
AS_USER = True
WHY_NOT = "The grader without a wall sets no limits."
