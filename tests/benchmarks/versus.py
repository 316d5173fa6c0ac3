"""What a submission of mlp-mnist costs: nbgrader alone, and this kit. README.md quotes the table.

    AUTOGRADER_DATA=FOLDER python tests/benchmarks/versus.py [--submissions 10 30] [--rounds 3] [--jobs 1 2]

Makes two courses of the same notebook and the same submissions. In the first, nbgrader grades alone: its test cells hold
asserts on inputs of the kind that the suite draws, with the same formulas in NumPy. In the second, this kit grades. Each is
made twice: with the seven functions only, and with a training to the bar of .95 as well. For it nbgrader's course takes the
suite's own recipe (start, centred images, batches, rates), and reads the images into plain arrays. The data must be the real
MNIST.

The commands run in turn, a round of all after the other. Seconds are those of one submission: a whole command's, from its
start to its end, divided by the number of submissions. Processor time is user and system time of all descendants: this program
is their subreaper, since processes that are killed with their sandbox are waited for by nobody else. The kit's time is split
into the command itself (reads, writes, records), the grading processes (the checks, the recomputed training) and the
sandboxes. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.checking.training import read_training
from autograder.course.assignment import CONFIG, Assignment, Course, load_assignment
from autograder.course.cells import grade_id, is_check, is_notebook_only, is_solution
from autograder.course.samples import blank, exchange, read_samples, solved

NAME = "mlp-mnist"
KINDS = ("functions", "training")
# Of ten submissions six are right, one leaves all blank, and three have these mistakes, by number.
MISTAKES = {
    3: ("softmax/wrong_no_shift",),
    5: ("SGD/wrong_plus",),
    7: ("relu/wrong_identity", "net/wrong_missing_last_bias"),
}
BLANK = 9
_PR_SET_CHILD_SUBREAPER = 36
_TICK = os.sysconf("SC_CLK_TCK")

ASSERTS = {
    "relu": """
x = np.random.RandomState(0).randn(37, 11).astype(np.float32)
np.testing.assert_allclose(relu(nd.array(x)).asnumpy(), np.maximum(x, 0), rtol=1e-5)
""",
    "softmax": """
for shift in (0, 80, 500):
    x = np.random.RandomState(1).randn(64, 10).astype(np.float32) + shift
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    np.testing.assert_allclose(softmax(nd.array(x)).asnumpy(), powers / powers.sum(axis=1, keepdims=True), rtol=1e-3)
""",
    "cross_entropy": """
p = np.random.RandomState(2).dirichlet(np.ones(10), size=16).astype(np.float32)
y = np.eye(10, dtype=np.float32)[np.arange(16) % 10]
np.testing.assert_allclose(cross_entropy(nd.array(p), nd.array(y)).asnumpy(), -np.log((p * y).sum(axis=1)), rtol=1e-4)
""",
    "softmax_cross_entropy": """
for scale in (1, 200):
    z = np.random.RandomState(3).randn(16, 10).astype(np.float32) * scale
    y = np.eye(10, dtype=np.float32)[np.arange(16) % 10]
    shifted = z - z.max(axis=1, keepdims=True)
    expected = (np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - shifted)[y == 1]
    got = softmax_cross_entropy(nd.array(z), nd.array(y)).asnumpy()
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-3)
""",
    "net": """
x = np.random.RandomState(4).rand(8, 784).astype(np.float32)
p1, c1, p2, c2, p3, c3 = [parameter.asnumpy() for parameter in params]
hidden = np.maximum(np.maximum(x @ p1 + c1, 0) @ p2 + c2, 0)
np.testing.assert_allclose(net(nd.array(x)).asnumpy(), hidden @ p3 + c3, rtol=1e-3, atol=1e-5)
""",
    "SGD": """
w = nd.array([[1, 2], [3, 4]])
w.attach_grad()
with autograd.record():
    loss = (w * w).sum()
loss.backward()
SGD([w], 0.1)
np.testing.assert_allclose(w.asnumpy(), [[0.8, 1.6], [2.4, 3.2]], rtol=1e-5)
""",
    "evaluate_accuracy": """
x = np.eye(10, num_inputs, dtype=np.float32)
batches = [(nd.array(x), nd.arange(10)), (nd.array(x), nd.array([1, 2, 3, 4, 5, 5, 6, 7, 8, 9]))]
np.testing.assert_allclose(evaluate_accuracy(batches, lambda X: X[:, :10]), 0.75, rtol=1e-5)
""",
    "training": """
import gzip

def read(name, offset):
    with gzip.open("{data}/mnist/" + name + ".gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)

images, labels = read("train-images-idx3-ubyte", 16).reshape(-1, 784), read("train-labels-idx1-ubyte", 8)
test_images, test_labels = read("t10k-images-idx3-ubyte", 16).reshape(-1, 784), read("t10k-labels-idx1-ubyte", 8)
mean = images[:6_000].mean(axis=0)
rng = np.random.RandomState(5)
for parameter in params:
    rows = parameter.shape[0] if len(parameter.shape) == 2 else 1
    parameter[:] = nd.array(rng.normal(0, (2 / rows) ** 0.5, parameter.shape)) if rows > 1 else 0
order = rng.permutation(len(images))
for start, rate in {steps}:
    batch = order[start : start + {batch}]
    X, y = nd.array((images[batch] - mean) / 255), nd.one_hot(nd.array(labels[batch]), 10)
    with autograd.record():
        loss = softmax_cross_entropy(net(X), y)
    loss.backward()
    SGD(params, rate)
X, y = (test_images - mean) / 255, test_labels
tests = [(nd.array(X[i : i + 500]), nd.array(y[i : i + 500])) for i in range(0, 10_000, 500)]
assert evaluate_accuracy(tests, net) >= {bar}, evaluate_accuracy(tests, net)
""",
}


def sources(assignment: Assignment, number: int) -> dict[str, str]:
    """The functions of one submission: name -> source. Right ones differ in a comment, so that no two hand-ins are alike."""
    if number % 10 == BLANK:
        return {grade_id(cell) or "": cell.source for cell in blank(assignment).cells if is_solution(cell)}
    samples = {f"{sample.function}/{sample.name}": sample for sample in read_samples(assignment)}
    chosen = [samples[name] for name in MISTAKES.get(number % 10, ())]
    right = {name: f"{source}\n# submission {number}\n" for name, source in assignment.solutions.items()}
    return right | {sample.function: sample.source for sample in chosen}


def recipe(suite: Path) -> dict[str, object]:
    """How the suite trains on the real MNIST, by the names that the assert uses."""
    _, budgets = read_training(suite / "suite.toml", "")
    real = budgets["mnist"]
    starts = range(0, real.planned, real.batch_size)
    return {
        "data": os.environ["AUTOGRADER_DATA"],
        "steps": [(start, round(real.rate_at(start), 6)) for start in starts],
        "batch": real.batch_size,
        "bar": real.bar,
    }


def plain(assignment: Assignment, kind: str) -> NotebookNode:
    """The notebook for nbgrader alone: what the grader needs of it, and asserts in its test cells."""
    made: NotebookNode = solved(assignment)
    kept = [cell for cell in made.cells if cell.cell_type == "code" and grade_id(cell) and not is_notebook_only(cell)]
    made.cells = [cell for cell in kept if kind == "training" or grade_id(cell) != "check-training"]
    for cell in filter(is_check, made.cells):
        source = ASSERTS[(grade_id(cell) or "").removeprefix("check-")].strip()
        for name, value in recipe(assignment.suite).items():
            source = source.replace(f"{{{name}}}", str(value))
        cell.source = source
    return made


def nbgrader_course(assignment: Assignment, kind: str, number: int, course: Path) -> None:
    (course / "source" / NAME).mkdir(parents=True)
    nbformat.write(plain(assignment, kind), course / "source" / NAME / f"{NAME}.ipynb")
    (course / CONFIG).write_text("c = get_config()\nc.CourseDirectory.course_id = 'versus'\n")
    subprocess.run(["nbgrader", "generate_assignment", NAME, "--log-level=WARN"], cwd=course, check=True)
    hand_in(assignment, nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", 4), number, course)


def kit_course(assignment: Assignment, kind: str, number: int, course: Path) -> None:
    here = Course.find()
    shutil.copytree(here.root / "source" / NAME, course / "source" / NAME)
    shutil.copytree(assignment.suite, course / "autograder" / "suites" / NAME)
    shutil.copy(here.root / CONFIG, course)
    notebook = solved(assignment)
    if kind == "functions":
        notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != "check-training"]
        (course / "autograder" / "suites" / NAME / "test_training.py").unlink()
        (course / "autograder" / "suites" / NAME / "suite.toml").write_text('dataset = "mnist"\n')
        (course / "autograder" / "suites" / NAME / "mlp_training.py").unlink()
        nbformat.write(notebook, course / "source" / NAME / f"{NAME}.ipynb")
    hand_in(assignment, notebook, number, course)


def hand_in(assignment: Assignment, notebook: NotebookNode, number: int, course: Path) -> None:
    for each in range(number):
        folder = course / "submitted" / f"student{each:03d}" / NAME
        folder.mkdir(parents=True)
        nbformat.write(exchange(notebook, sources(assignment, each)), folder / f"{NAME}.ipynb")


def measure(command: list[str], course: Path) -> dict[str, float]:
    """Seconds of a command: ``wall``, ``cpu`` of all its descendants, and of it ``parent`` and ``graders``."""
    read, write = os.pipe()
    if not (child := os.fork()):
        try:
            os.write(write, json.dumps(_measured(command, course)).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    if not text:
        raise SystemExit(f"{' '.join(command)} failed in {course}")
    found: dict[str, float] = json.loads(text)
    return found


def _measured(command: list[str], course: Path) -> dict[str, float]:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    seen: dict[int, tuple[str, float]] = {}
    ended = threading.Event()
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=course, stdout=subprocess.DEVNULL, stderr=(course / "log").open("wb"))
    watcher = threading.Thread(target=_watch, args=(process.pid, seen, ended))
    watcher.start()
    while (reaped := os.wait())[0] != process.pid:
        pass
    wall = time.monotonic() - started
    ended.set()
    watcher.join()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:  # what was killed, and is now a child of this process
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
        except ChildProcessError:
            break
    if os.waitstatus_to_exitcode(reaped[1]) not in (0, 1):  # nbgrader's is 1 where a submission failed
        raise SystemExit((course / "log").read_text())
    times = os.times()
    graders = sum(seconds for kind, seconds in seen.values() if kind == "grader")
    parent = sum(seconds for kind, seconds in seen.values() if kind == "parent")
    return {"wall": wall, "cpu": times.children_user + times.children_system, "parent": parent, "graders": graders}


def _watch(parent: int, seen: dict[int, tuple[str, float]], ended: threading.Event) -> None:
    """Keep the last known processor seconds of the command and of its grading processes, without their children's."""
    while not ended.wait(0.02):
        for process in [parent, *_children(parent)]:
            try:
                words = Path(f"/proc/{process}/cmdline").read_bytes()
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if words:  # a process that has ended has none
                kind = "parent" if process == parent else "grader" if b"multiprocessing.spawn" in words else "other"
                seen[process] = kind, (int(fields[11]) + int(fields[12])) / _TICK


def _children(process: int) -> list[int]:
    try:
        return [
            int(child)
            for path in Path(f"/proc/{process}/task").glob("*/children")
            for child in path.read_text().split()
        ]
    except OSError:
        return []


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--submissions", type=int, nargs="+", default=[10, 30])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    given = options.parse_args()
    if not os.environ.get("AUTOGRADER_DATA"):
        options.error("AUTOGRADER_DATA must name the folder of the real MNIST")
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1")
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    assignment = load_assignment(NAME)
    print(
        f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; seconds for one submission, medians of {given.rounds} rounds"
    )
    print(f"{'':40}{'wall':>7}{'cpu':>7}{'ratio':>7}   {'command':>8}{'graders':>9}{'rooms':>7}")
    with tempfile.TemporaryDirectory(prefix="versus-") as folder:
        os.environ.update(
            {name: f"{folder}/{name}" for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
        )
        for kind in given.kinds:
            for number in given.submissions:
                compare(assignment, kind, number, given.jobs, given.rounds, Path(folder))


def compare(assignment: Assignment, kind: str, number: int, jobs: list[int], rounds: int, folder: Path) -> None:
    """Run all commands on the same submissions, in turn; print a line for each."""
    grade = ["autograder", "grade", NAME, "--seed", "7", "--jobs"]
    commands = {"nbgrader alone": ["nbgrader", "autograde", NAME, "--log-level=ERROR"]}
    commands |= {f"this kit, {each} at a time": [*grade, str(each)] for each in jobs}
    makers = {title: nbgrader_course if title == "nbgrader alone" else kit_course for title in commands}
    for title, make in makers.items():
        make(assignment, kind, number, folder / f"{kind}-{number}" / title)
    rows: dict[str, list[dict[str, float]]] = {title: [] for title in commands}
    for _ in range(rounds):
        for title, command in commands.items():
            course = folder / "run"
            shutil.copytree(folder / f"{kind}-{number}" / title, course)
            rows[title].append(measure(command, course))
            shutil.rmtree(course)
    middle = {
        title: {name: statistics.median(row[name] for row in found) / number for name in found[0]}
        for title, found in rows.items()
    }
    base = middle["nbgrader alone"]["cpu"]
    for title, row in middle.items():
        line = (
            f"{number} x {kind}, {title:24}".ljust(40) + f"{row['wall']:7.2f}{row['cpu']:7.2f}{base / row['cpu']:7.2f}"
        )
        if title != "nbgrader alone":
            rooms = row["cpu"] - row["parent"] - row["graders"]
            line += f"   {row['parent']:8.2f}{row['graders']:9.2f}{rooms:7.2f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
