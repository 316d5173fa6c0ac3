"""Measures the time to open a room and to make one call, with and without the sandbox, for SECURITY.md.

    python tests/benchmarks/wall_cost.py [--rooms 20] [--calls 500]

Run it on an idle machine. ``open`` is the time until a room is ready (the interpreter has started and imported MXNet),
``session`` the time from then until the first session has started, ``call`` the time of one call of ``relu`` on a (64, 256)
array: in this process, in a child process without a sandbox, and in the sandbox. ``processor`` is the CPU time of all of the
room's processes until its first session has started, which hardly depends on the machine's load. All are medians in
milliseconds, with the 10th and the 90th percentile.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

import mxnet as mx
import numpy as np

from autograder.room import bubblewrap, watch
from autograder.room.limits import LIMITS
from autograder.room.process import ProcessRoom

SOURCE = "from mxnet import nd\ndef relu(X):\n    return nd.maximum(X, 0)"
SHAPE = (64, 256)


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Run ``work`` once; returns milliseconds."""
    started = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - started) * 1000


def line(what: str, milliseconds: list[float]) -> str:
    low, middle, high = np.percentile(milliseconds, [10, 50, 90])
    return f"{what:<34} {middle:9.2f} ms   ({low:.2f} to {high:.2f}, n = {len(milliseconds)})"


def room_times(walled: bool, rooms: int, calls: int) -> dict[str, list[float]]:
    """Times in milliseconds by name: open, session, processor, call and close; see the module's docstring."""
    opened, started, called, closed, processor = [], [], [], [], []
    X = np.random.default_rng(0).normal(size=SHAPE).astype(np.float32)
    call = {"function": "relu", "args": [X]}
    limits = LIMITS.as_rlimits() if walled else {}
    for number in range(rooms):
        with bubblewrap.new_view(walled=walled) as view:
            room = ProcessRoom(view)
            opened.append(timed(room._open))
            started.append(timed(room.request, "start", {"seed": 0, "driver": "", "limits": limits}, 60))
            assert room._process is not None
            processor.append(1000 * watch.usage(room._process.pid).cpu_seconds)
            room.request("run", {"cell": "relu", "source": SOURCE}, 60)
            room.request("capture", {"name": "relu"}, 60)
            if number == 0:
                called = [timed(room.request, "call", call, 60) for _ in range(calls)]
            closed.append(timed(room.close))
    return {"open": opened, "session": started, "processor": processor, "call": called[10:], "close": closed}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rooms", type=int, default=20)
    options.add_argument("--calls", type=int, default=500)
    given = options.parse_args()
    X = np.random.default_rng(0).normal(size=SHAPE).astype(np.float32)
    here = [timed(lambda: mx.nd.maximum(mx.nd.array(X), 0).asnumpy()) for _ in range(given.calls)]
    print(f"as {'root' if os.geteuid() == 0 else 'an ordinary user'}, load {os.getloadavg()[0]:.1f}")
    print(line("call in this process", here[10:]))
    for walled in (False, True):
        words = "walled" if walled else "without a wall"
        for what, milliseconds in room_times(walled, given.rooms, given.calls).items():
            print(line(f"{what} {words}", milliseconds))


if __name__ == "__main__":
    main()
