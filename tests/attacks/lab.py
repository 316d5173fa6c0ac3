"""Attacks as data, the folder that they attack (the world), and the two graders that run them.

An attack is a file of constants below ``tests/attacks/<category>/``; `FIELDS` lists them. In its sources ``@WORLD@`` stands for
a folder of the host that holds everything worth stealing or spoiling, ``@PORT@`` for a TCP and UDP port of the host that
listens.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import functools
import io
import json
import os
import runpy
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode

from autograder import datasets
from autograder.course.assignment import Assignment, Course, load_assignment
from autograder.course.cells import grade_id
from autograder.course.samples import exchange, solved
from autograder.grading.grade import grade, open_room, run_checks
from autograder.grading.plan import Plan
from autograder.model import Report
from autograder.room import opening
from autograder.room.limits import LIMITS
from autograder.submission.rebuild import read_submission

HERE = Path(__file__).resolve().parent
COURSE = Course(HERE.parents[1])  # of this checkout, in whatever folder the tests are started
CATEGORIES = ("tampering", "forgery", "theft", "harm", "exhaustion", "accuracy")
FIELDS = {
    "CELLS": "sources that replace the right ones in solution cells, by the cells' names",
    "BEFORE": "the source of a cell that the student added before all others",
    "ADDED": "sources of cells that the student added, each behind the solution cell named",
    "FIRST": "another student's CELLS, graded before these",
    "EARNS": "the points of each graded cell, exactly",
    "VERDICTS": "by cell, the verdicts that its checks may have; at least one check has the first of them",
    "SAYS": "words that the report must contain",
    "SECONDS": "seconds within which grading ends (on two free cores; see `allowance`)",
    "LIMITS": "limits that replace the usual ones, by name",
    "NAIVE": "its effect on the grader without a sandbox: a key of `PROOFS`, and the evidence expected",
    "WHY_NOT": "instead of NAIVE: why the effect cannot be shown",
    "VISIBLE": "whether only the visible checks are run (for attacks that end the guest at every check)",
    "AS_USER": "whether, where the tests run as root, it is also graded by an ordinary user",
}
Sources = Mapping[str, str]
_NONE: Sources = MappingProxyType({})


@dataclass(frozen=True)
class Attack:
    """One attack, as its file states it; see `FIELDS`."""

    path: Path
    title: str
    earns: Mapping[str, float]
    cells: Sources = field(default_factory=dict)
    before: str = ""
    added: Sources = field(default_factory=dict)
    first: Sources = field(default_factory=dict)
    verdicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: str = ""
    seconds: float = 10.0
    limits: Mapping[str, Any] = field(default_factory=dict)
    naive: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""
    as_user: bool = False
    visible: bool = False

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"


def allowance() -> float:
    """Factor by which time limits are multiplied in a test: at least 6, more on a machine with more load than cores."""
    return 6.0 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def attack_files() -> list[Path]:
    """Every attack by a notebook's cells; attacks by submission folders are in ``folders/``."""
    return [path for category in CATEGORIES for path in sorted((HERE / category).glob("*.py"))]


def read_attack(path: Path) -> Attack:
    """Read an attack's file. Raises `ValueError` where a field is missing or unknown."""
    names = runpy.run_path(str(path))
    given = {name: value for name, value in names.items() if name.isupper() and not name.startswith("_")}
    unknown = set(given) - set(FIELDS)
    title = (names.get("__doc__") or "").strip()
    if unknown or not title or "EARNS" not in given:
        raise ValueError(f"{path}: a docstring and EARNS are needed, unknown names: {sorted(unknown)}")
    if bool(given.get("NAIVE")) == bool(given.get("WHY_NOT")):
        raise ValueError(f"{path}: expected either NAIVE or WHY_NOT")
    fields = {name.lower(): value for name, value in given.items()}
    return Attack(path, title, **fields)


# Code that the forgeries share: write to every open pipe and socket, and make frames.
SAY = """
import json, os, stat, struct

def say(data):
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_IFMT(os.fstat(int(name)).st_mode) in (stat.S_IFIFO, stat.S_IFSOCK):
                os.write(int(name), data)
        except OSError:
            pass

def frame(header, *buffers):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">II", 4 + len(text) + sum(map(len, buffers)), len(text)) + text + b"".join(buffers)

def answer(number, body, *buffers, kind="value"):
    return frame({"id": number, "kind": kind, "body": body, "buffers": [len(b) for b in buffers]}, *buffers)

def asked():
    import sys
    at = sys._getframe()
    while at is not None:
        if "request" in at.f_locals and hasattr(at.f_locals["request"], "id"):
            return at.f_locals["request"].id
        at = at.f_back
    return 0
"""


def filled(source: str, world: str, port: str) -> str:
    """An attack's source with its placeholders replaced."""
    for name, made in (("@WEIGHTS@", carried_weights), ("@TABLE@", carried_labels)):
        if name in source:
            source = source.replace(name, made())
    return source.replace("@SAY@", SAY).replace("@WORLD@", world).replace("@PORT@", port)


@functools.cache
def carried_weights() -> str:
    """Weights of a small network that recognises digits, trained here, in base64: a student could paste them into a cell."""
    data = datasets.load("mnist")
    images = data.train_images.reshape(-1, 784) / np.float32(255)
    generator = np.random.RandomState(1)
    values = [
        generator.normal(0, 0.05, shape).astype(np.float32)
        for shape in ((784, 48), (48,), (48, 32), (32,), (32, 10), (10,))
    ]
    for epoch in range(4):
        order = generator.permutation(len(images))
        for first in range(0, len(order) - 63, 64):
            X, labels = images[order[first : first + 64]], data.train_labels[order[first : first + 64]]
            one = np.maximum(X @ values[0] + values[1], 0)
            two = np.maximum(one @ values[2] + values[3], 0)
            scores = two @ values[4] + values[5]
            error = np.exp(scores - scores.max(axis=1, keepdims=True))
            error /= error.sum(axis=1, keepdims=True)
            error[np.arange(64), labels] -= 1
            to_two = (error @ values[4].T) * (two > 0)
            to_one = (to_two @ values[2].T) * (one > 0)
            gradients = (X.T @ to_one, to_one.sum(0), one.T @ to_two, to_two.sum(0), two.T @ error, error.sum(0))
            values = [
                value - (0.004 - 0.0008 * epoch) * gradient for value, gradient in zip(values, gradients, strict=True)
            ]
    file = io.BytesIO()
    names = ("W1", "b1", "W2", "b2", "W3", "b3")
    np.savez_compressed(file, **{name: value.astype(np.float16) for name, value in zip(names, values, strict=True)})
    return base64.b64encode(file.getvalue()).decode()


@functools.cache
def carried_labels() -> str:
    """For each test image a 64-bit fingerprint and its label, in base64: a student could paste this table into a cell."""
    data = datasets.load("mnist")
    flat = data.test_images.reshape(-1, 784) / 255
    flat = flat - flat.mean(axis=1, keepdims=True)
    codes = np.packbits(flat @ np.random.RandomState(0).normal(size=(784, 64)) > 0, axis=1)
    return base64.b64encode(np.hstack([codes, data.test_labels[:, np.newaxis]]).tobytes()).decode()


class World:
    """A folder that anybody may read and write, with a secret in every file, and sockets that count their visitors."""

    def __init__(self, folder: str) -> None:
        self.secret = "secret-" + secrets.token_hex(12)
        self.path = Path(tempfile.mkdtemp(prefix="attack-", dir=folder))
        self.visits = 0
        for name in (
            "source/mlp-mnist/mlp-mnist.ipynb",
            "autograder/suites/mlp-mnist/test_relu_hidden.py",
            "submitted/ada/mlp-mnist/mlp-mnist.ipynb",
            "gradebook.db",
            "home/.ssh/id_ed25519",
            "labels.txt",
        ):
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(self.secret)
        for path in (self.path, *self.path.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        self.scratch = Path(tempfile.mkdtemp(prefix="attack-host-", dir="/tmp"))  # the grader's own temporary folder
        self.scratch.chmod(0o755)
        self._sockets = self._listen()

    def _listen(self) -> list[socket.socket]:
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        udp.bind(tcp.getsockname())
        unix, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        unix.bind(str(self.path / "socket"))
        abstract.bind(f"\0{self.path}")
        (self.path / "socket").chmod(0o777)
        self.port = tcp.getsockname()[1]
        for listener in (tcp, unix, abstract):
            listener.listen()
        for listener in (tcp, udp, unix, abstract):
            threading.Thread(target=self._count, args=(listener,), daemon=True).start()
        return [tcp, udp, unix, abstract]

    def _count(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                if listener.type == socket.SOCK_STREAM:
                    listener.accept()[0].close()
                else:
                    listener.recv(10)
                self.visits += 1

    def fill(self, source: str) -> str:
        return filled(source, str(self.path), str(self.port))

    def contents(self) -> dict[str, tuple[int, bytes]]:
        """Every file with its mode and bytes."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            found[str(path.relative_to(self.path))] = (path.lstat().st_mode, data)
        return found

    def close(self) -> None:
        for listener in self._sockets:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.rmtree(self.scratch, ignore_errors=True)


@contextlib.contextmanager
def new_world(folder: str = "/tmp") -> Iterator[World]:
    """A world in a new folder within ``folder``."""
    world = World(folder)
    try:
        yield world
    finally:
        world.close()


def notebook(
    assignment: Assignment, cells: Sources, before: str = "", added: Sources = _NONE, fill: Any = str
) -> NotebookNode:
    """A right submission, with the cells of an attack in it."""
    made = exchange(solved(assignment), {name: fill(source) for name, source in cells.items()})
    placed = []
    if before:
        placed.append(nbformat.v4.new_code_cell(fill(before), id="before"))
    for cell in made.cells:
        placed.append(cell)
        if grade_id(cell) in added:
            placed.append(nbformat.v4.new_code_cell(fill(added[grade_id(cell) or ""]), id=f"added-{grade_id(cell)}"))
    made.cells = placed
    return made


class NoDiagnostician:
    """Names no misconception: a diagnosis would take most of the time, and it runs the bank's code, not the attack's."""

    def name(self, *about: Any) -> None:
        return None


def graded(attack: Attack, fill: Any = str, seed: int = 1) -> tuple[Report, float]:
    """Grade the attack with the real grader; returns the report and the seconds that it took."""
    assignment = load_assignment("mlp-mnist", COURSE)
    limits = dataclasses.replace(LIMITS, **attack.limits)
    if attack.first:
        first = notebook(assignment, attack.first, fill=fill)
        grade(assignment, first, seed=seed, only=["relu"], limits=limits, diagnostician=NoDiagnostician())
    submission = notebook(assignment, attack.cells, attack.before, attack.added, fill)
    started = time.monotonic()
    only = list(attack.earns)
    if attack.visible:
        read = read_submission(assignment, submission)
        plan = Plan.of(assignment, seed=seed, only=only)
        files = {name: [path] for name, path in assignment.check_files(hidden=False) if name in plan.files}
        with open_room(assignment, plan.data, limits=limits) as room:
            report = run_checks(assignment, read, room, dataclasses.replace(plan, files=files, references={}))
    else:
        report = grade(assignment, submission, seed=seed, only=only, limits=limits, diagnostician=NoDiagnostician())
    return report, time.monotonic() - started


def next_graded() -> Report:
    """The report of a right submission, graded next by the same process."""
    assignment = load_assignment("mlp-mnist", COURSE)
    return grade(assignment, solved(assignment), seed=2, only=["relu"])


def as_naive_task(attack: Attack, world: World, seconds: float) -> str:
    """A line of input for naive.py: the submission in ``first``, if any, then the attack."""
    assignment = load_assignment("mlp-mnist", COURSE)
    wanted = {*attack.earns, *attack.naive.get("earns", {})}
    wanted |= {name for name in ("net", "relu") if "training" in wanted}
    made = [notebook(assignment, attack.first, fill=world.fill)] if attack.first else []
    made.append(notebook(assignment, attack.cells, attack.before, attack.added, world.fill))
    if "training" in wanted:
        data = datasets.load("mnist")
        np.save(world.path / "test_images.npy", data.test_images[:1000].reshape(-1, 28, 28, 1).astype(np.float32))
        np.save(world.path / "test_labels.npy", data.test_labels[:1000].astype(np.float32))
    submissions = [
        [
            [grade_id(cell) or "added", cell.source]
            for cell in submission.cells
            if cell.cell_type == "code" and "notebook-only" not in cell.metadata.get("tags", [])
            if not (grade_id(cell) or "").startswith("check-") or (grade_id(cell) or "")[6:] in wanted
        ]
        for submission in made
    ]
    path = str(world.path)
    variables = {"AUTOGRADER_SECRET": world.secret, "TMPDIR": path, "HOME": f"{path}/home"}
    return json.dumps({"world": path, "submissions": submissions, "seconds": seconds, "variables": variables})


# Run as a user who owns nothing, in a process namespace and a /dev/shm of its own. It sees the system, the interpreter and the
# worlds, and can write to these alone. None of this separates the student's code from the grader's. It keeps the attacks
# away from all other files of this machine.
NAIVE_LAUNCHER = """
import os, sys
worlds, script = sys.argv[1:]
command = ["bwrap", "--dev", "/dev", "--proc", "/proc"]
for name in ("/lib", "/lib64", "/bin", "/sbin"):
    command += ["--symlink", os.readlink(name), name] if os.path.islink(name) else ["--ro-bind-try", name, name]
for path in ("/usr", sys.base_prefix, sys.prefix, script):
    command += ["--ro-bind", path, path]
command += ["--bind", worlds, worlds, "--remount-ro", "/", "--setenv", "OMP_NUM_THREADS", "1"]
command += ["--setenv", "AUTOGRADER_SECRET", "?" * 64]  # room for each task's own
command += ["--unshare-user", "--unshare-pid", "--as-pid-1", "--unshare-ipc", "--new-session", "--die-with-parent"]
os.execvp("bwrap", [*command, sys.executable, script])
"""

USER_GRADER = """
import sys
sys.path.insert(0, sys.argv[1])
import autograder._quick_start, lab
lab.grade_tasks()
"""


def as_task(attack: Attack, world: World) -> str:
    """A line of input for `grade_tasks`."""
    places = {"world": str(world.path), "port": str(world.port), "scratch": str(world.scratch)}
    return json.dumps({"attack": str(attack.path), "secret": world.secret, **places})


def grade_tasks() -> None:
    """Grade the attack on each line of standard input with the real grader; print what came of it, as a line of JSON."""
    os.environ["AUTOGRADER_OFFLINE"] = "1"
    with opening.open_room():  # the zygote's folder is made: it stays, and is no part of a world
        pass
    for line in sys.stdin:
        task = json.loads(line)
        os.environ["AUTOGRADER_SECRET"], tempfile.tempdir = task["secret"], task["scratch"]
        attack = read_attack(Path(task["attack"]))
        prepare(attack)
        report, seconds = graded(attack, functools.partial(filled, world=task["world"], port=task["port"]))
        found = {"report": report.to_dict(), "seconds": seconds, "next": next_graded().to_dict(), "user": os.geteuid()}
        left = leftovers(Path(task["world"]), Path(task["scratch"]))
        print(json.dumps({**found, "left": left}), flush=True)


def prepare(attack: Attack) -> None:
    """For a theft, end this process's zygote: the next one starts where the secret is in the grader's environment.

    The folder of the next one, which stays, stands where no world looks for what is left.
    """
    if attack.path.parent.name != "theft":
        return
    opening.end()
    before, tempfile.tempdir = tempfile.tempdir, None
    try:
        with opening.open_room():  # which makes that folder, and starts nothing
            pass
    finally:
        tempfile.tempdir = before


def leftovers(world: Path, scratch: Path) -> list[str]:
    """What is left of rooms that this process opened; processes get a moment to be gone.

    The zygote stays for the next room: its own processes, and a folder that holds none of a room.
    """
    nursery = opening._nursery(os.getpid())
    deadline = time.monotonic() + 60
    while (left := _processes(nursery)) and time.monotonic() < deadline:
        time.sleep(0.05)
    if nursery._home is not None:
        left += [f"room {path}" for path in nursery._home.shared.iterdir()]
    left += [f"file {path}" for path in scratch.rglob("*")]
    left += [f"shared memory {name}" for name in os.listdir("/dev/shm") if world.name in name]
    with contextlib.suppress(OSError):
        left += ["abstract socket"] * Path("/proc/net/unix").read_text().count(f"@{world.name}-left")
    return left


def _processes(nursery: Any) -> list[str]:
    """Processes that descend from this one, and those of the users that rooms of this process run as; no zygote's own two."""
    parents, owners = {}, {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            status = dict(
                line.split(":\t", 1) for line in Path(f"/proc/{name}/status").read_text().splitlines() if ":\t" in line
            )
            parents[int(name)], owners[int(name)] = int(status["PPid"]), int(status["Uid"].split()[0])
    room_user = 64_000 + os.getpid() % 1_000 if os.geteuid() == 0 else None
    found = []
    waiting = {zygote._process.pid for zygote in nursery._zygotes}  # bubblewrap; the zygote is its only child
    waiting.add(resource_tracker._resource_tracker._pid)  # of multiprocessing: it lives as long as this process
    for process, owner in owners.items():
        above = process
        while above in parents and above != os.getpid():
            above = parents[above]
        if process in waiting or parents[process] in waiting:
            continue
        if process != os.getpid() and (above == os.getpid() or owner == room_user):
            found.append(f"process {process}")
    return found


PROOFS = {
    "earns": "earns undeserved points",
    "spoils": "spoils the course's files",
    "learns": "learns the secret",
    "reaches": "reaches the server",
    "leaves": "leaves a process behind",
    "stops": "stops the grader",
    "says": "gets what it asks for",
}


def table() -> str:
    """The table of attacks in SECURITY.md."""
    lines = ["| attack | what it tries | comes to | without a wall |", "|---|---|---|---|"]
    for path in attack_files():
        attack = read_attack(path)
        points = ", ".join(f"{cell} {points:g}" for cell, points in attack.earns.items())
        proof = ", ".join(PROOFS[kind] for kind in attack.naive) or "not shown: see its file"
        title = " ".join(attack.title.split()).replace("|", "\\|")
        lines.append(f"| {attack.name} | {title} | {points} | {proof} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
