"""A grader without a sandbox, like common graders of notebooks: its tests run in the student's own process.

Run as a script: ``naive.py WORLD SECONDS``. Standard input holds the submissions as JSON, each a list of [grade_id, source] in
the notebook's order; the sources of test cells are replaced by those in `CHECKS`. It grades each submission in a process of
its own, one after the other, in the same folder and as the same user. A test cell earns its points when it raises nothing;
where it displays a number, it earns that number (as in nbgrader). The points are kept in the student's process, which writes
them to ``results.json`` at the end (as in Otter).

Prints one result for each submission: ``{"points": {...}, "text": ..., "ended": bool, "left": [...]}``; ``left`` lists the ids
of processes that still run. The attacks are meant to beat this grader: the tests run it as a user who owns nothing, in a
process namespace of its own and under hard limits.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
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
        child = subprocess.Popen(
            [sys.executable, __file__, str(world), "one"], stdin=subprocess.PIPE, stdout=said, stderr=said
        )
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(cells).encode())
            child.stdin.close()
        deadline = time.monotonic() + seconds
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        ended = child.poll() is not None
        child.kill()
        child.wait()
        said.seek(0)
        text = said.read(200_000).decode("utf-8", "replace")
    try:
        points = json.loads(results.read_text())
    except (OSError, ValueError):
        points = None
    left = [int(name) for name in os.listdir("/proc") if name.isdecimal() and int(name) not in (1, os.getpid())]
    return {"points": points, "text": text, "ended": ended, "left": left}


def main() -> None:
    world = Path(sys.argv[1])
    if sys.argv[2] == "one":
        for name, value in LIMITS.items():
            resource.setrlimit(getattr(resource, name), (value, value))
        grade(world, json.load(sys.stdin))
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(json.dumps([run(world, cells, float(sys.argv[2])) for cells in json.load(sys.stdin)]))


if __name__ == "__main__":
    main()
