"""A grader without a sandbox, like common graders of notebooks: its tests run in the student's own process.

Run as a script, as the first process of a process namespace. Standard input holds a task on each line, as JSON: the folder
``world``, the ``submissions``, ``seconds`` for each of them, environment ``variables``. A submission is a list of
[grade_id, source] in the notebook's order; the sources of test cells are replaced by those in `CHECKS`. Each task is graded in
a process of its own, and so is each of its submissions, one after the other, in the same folder and as the same user. A test
cell earns its points when it raises nothing; where it displays a number, it earns that number (as in nbgrader). The points are
kept in the student's process, which writes them to ``results.json`` at the end (as in Otter).

Prints a line for each task, with one result for each submission: ``{"points": {...}, "text": ..., "ended": bool,
"left": [...]}``; ``left`` lists the ids of processes that still run. If the process of the task has died, the line is
``{"died": true}``. Then all that the task has left running is killed. The attacks are meant to beat this grader: the tests run
it as a user who owns nothing and under hard limits.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path

POINTS = {"relu": 4.0, "softmax": 6.0, "cross_entropy": 5.0, "net": 7.0, "evaluate_accuracy": 5.0, "training": 7.0}
CHECKS = {
    "relu": """
import numpy as np
_X = mx.nd.array([[-2.0, 3.0], [0.5, -0.1]])
_expected = np.array([[0.0, 3.0], [0.5, 0.0]])
assert relu(_X).shape == _expected.shape, "wrong shape"
np.testing.assert_allclose(relu(_X).asnumpy(), _expected, rtol=1e-5)
""",
    "softmax": """
import numpy as np
_Z = mx.nd.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]])
_expected = np.exp(_Z.asnumpy()) / np.exp(_Z.asnumpy()).sum(axis=1, keepdims=True)
assert softmax(_Z).shape == _expected.shape, "wrong shape"
mx.test_utils.assert_almost_equal(softmax(_Z).asnumpy(), _expected, rtol=1e-4)
""",
    "cross_entropy": """
import numpy as np
_p, _y = mx.nd.array([[0.2, 0.8], [0.5, 0.5]]), mx.nd.array([[0, 1], [1, 0]])
_loss = cross_entropy(_p, _y)
assert np.allclose(_loss.asnumpy(), [0.22314355, 0.69314718], atol=1e-4), "wrong loss"
""",
    "evaluate_accuracy": """
_batches = [(mx.nd.array([[0.9, 0.1], [0.2, 0.8]]), mx.nd.array([0, 0]))]
assert abs(float(evaluate_accuracy(_batches, lambda X: X)) - 0.5) < 1e-6, "wrong accuracy"
""",
    "training": """
_images, _labels = mx.nd.array(_test_images), mx.nd.array(_test_labels)
_batches = [(_images[i : i + 100] / 255, _labels[i : i + 100]) for i in range(0, 1000, 100)]
assert float(evaluate_accuracy(_batches, net)) >= 0.95, "accuracy below 0.95"
""",
}
LIMITS = {"RLIMIT_CPU": 60, "RLIMIT_AS": 3 * 2**30, "RLIMIT_FSIZE": 2**26, "RLIMIT_NOFILE": 512, "RLIMIT_CORE": 0}


def grade(world: Path, cells: list[list[str]]) -> None:
    """Grade one submission in this process, where the student's code can change everything."""
    import numpy as np
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    images = world / "test_images.npy"
    if images.exists():
        shell.user_ns["_test_images"] = np.load(images)
        shell.user_ns["_test_labels"] = np.load(world / "test_labels.npy")
    points: dict[str, float] = {}
    for name, source in cells:
        cell = name.removeprefix("check-")
        if cell == name:
            shell.run_cell(source, store_history=True)
            continue
        if cell not in CHECKS:
            continue
        with capture_output() as captured:
            result = shell.run_cell(CHECKS[cell], store_history=True)
        shown = [output.data.get("text/plain", "") for output in captured.outputs]
        print(captured.stdout)
        points[cell] = POINTS[cell] if result.success else 0.0
        with contextlib.suppress(ValueError, IndexError):
            points[cell] = float(shown[0])
    (world / "results.json").write_text(json.dumps(points))


def run(world: Path, cells: list[list[str]], seconds: float) -> dict[str, object]:
    """Grade one submission in a process of its own; return its points, its output and the processes it left running."""
    results = world / "results.json"
    results.unlink(missing_ok=True)
    with open(world / "said.txt", "w+b") as said:
        student = os.fork()
        if student == 0:
            nothing = os.open(os.devnull, os.O_RDONLY)
            for number, opened in enumerate((nothing, said.fileno(), said.fileno())):
                os.dup2(opened, number)
            said.close()
            os.closerange(3, 4_096)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for name, value in LIMITS.items():
                resource.setrlimit(getattr(resource, name), (value, value))
            grade(world, cells)
            sys.exit()
        deadline = time.monotonic() + seconds
        while not (ended := os.waitpid(student, os.WNOHANG)[0] != 0) and time.monotonic() < deadline:
            time.sleep(0.01)
        if not ended:
            os.kill(student, signal.SIGKILL)
            os.waitpid(student, 0)
        said.seek(0)
        text = said.read(200_000).decode("utf-8", "replace")
    try:
        points = json.loads(results.read_text())
    except (OSError, ValueError):
        points = None
    left = [int(name) for name in os.listdir("/proc") if name.isdecimal() and int(name) not in (1, os.getpid())]
    return {"points": points, "text": text, "ended": ended, "left": left}


def answer(world: str, submissions: list[list[list[str]]], seconds: float, variables: dict[str, str]) -> object:
    """Grade a task's submissions in a process of its own, which they may kill; leave no other process running."""
    reading, writing = os.pipe()
    grader = os.fork()
    if grader == 0:
        _replace_secret(variables["AUTOGRADER_SECRET"].encode())
        os.environ.update(variables)
        os.chdir(variables["HOME"])
        text = json.dumps([run(Path(world), cells, seconds) for cells in submissions])
        with open(writing, "w") as pipe:
            pipe.write(text)
        os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        ready, _, _ = select.select([pipe], [], [], 2 * seconds + 60)
        text = pipe.read() if ready else ""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    return json.loads(text) if text else {"died": True}


def _replace_secret(secret: bytes) -> None:
    """In the environment with which this program was started, which /proc shows, too."""
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_void_p
    ctypes.memmove(libc.getenv(b"AUTOGRADER_SECRET"), secret + b"\0", len(secret) + 1)


def main() -> None:
    for name in ("mxnet", "IPython.core.interactiveshell"):  # once, since this takes longer than anything else here
        importlib.import_module(name)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
