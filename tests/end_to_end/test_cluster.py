"""Grading on a Dask cluster: a scheduler and two workers, which share no folder with the course, over TLS.

Each worker is a process with a nanny, a working folder, a cache and temporary files of its own. Where the tests run as root,
the course's folder is hidden from it.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import dask
import psutil
import pytest
from click.testing import CliRunner
from distributed import Client
from distributed.comm import CommClosedError

import autograder
from autograder.batch import cluster
from autograder.batch.job import Options
from autograder.batch.run import State, grade_all
from autograder.cli import main
from autograder.course.state import STATE
from autograder.errors import UsageError

pytestmark = pytest.mark.slow

HALF_SQUARE = "def square(x):\n    return 4"
WRONG_DOUBLE = "def double(x):\n    return x"
ANSWERS = ({}, {"square": HALF_SQUARE}, {"double": WRONG_DOUBLE})  # worth 10, 7 and 6 points
SUBMISSIONS = 60
HIDDEN = 'mount -t tmpfs tmpfs "$1"; shift; exec "$@"'


def certificates(folder, name="autograder"):
    """Make a certificate authority, and with it a certificate; return Dask's settings for them."""
    folder.mkdir()

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *new_key, "-subj", f"/CN={name} CA", "-keyout", "ca.key", "-out", "ca.crt", "-days", "2")
    openssl("req", *new_key, "-subj", f"/CN={name}", "-keyout", "own.key", "-out", "own.csr")
    signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    openssl("x509", "-req", "-in", "own.csr", *signed, "-out", "own.crt")
    settings = {"distributed.comm.tls.ca-file": str(folder / "ca.crt")}
    for role in ("scheduler", "worker", "client"):
        settings[f"distributed.comm.tls.{role}.cert"] = str(folder / "own.crt")
        settings[f"distributed.comm.tls.{role}.key"] = str(folder / "own.key")
    return settings


def variables(settings):
    """Dask's settings as environment variables."""
    return {"DASK_" + name.upper().replace(".", "__").replace("-", "_"): value for name, value in settings.items()}


class Ring:
    """Processes of a scheduler and its workers, below one folder. ``course``: hidden from the workers."""

    def __init__(self, folder, course):
        self.folder, self.course = folder, course
        self.settings = certificates(folder / "certificates")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"tls://127.0.0.1:{self.port}"
        self.processes = {}
        self.seen = set()  # every process that ran here
        self.start()

    def start(self):
        allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        where = ["--protocol", "tls", "--host", "127.0.0.1", "--port", str(self.port)]
        where += ["--dashboard-address", "127.0.0.1:0"]
        self._start("scheduler", ["scheduler", *where], allowed)
        for name in ("node-1", "node-2"):
            self.worker(name)

    def worker(self, name, **environment):
        folder = self.folder / name
        for part in ("", "cache", "tmp", "dask"):
            (folder / part).mkdir(exist_ok=True)
            (folder / part).chmod(0o755)  # a sandbox belongs to another user, who must get to its files
        own = {"XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(folder / "tmp"), "HOME": str(folder)}
        options = ["--nthreads", "1", "--local-directory", str(folder / "dask"), "--no-dashboard", "--name", name]
        self._start(name, ["worker", self.address, *options], {**own, **environment}, hide=True)

    def _start(self, name, command, environment, *, hide=False):
        command = [sys.executable, "-m", "dask", *command]
        if hide and os.geteuid() == 0:
            command = [
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-euc",
                HIDDEN,
                "sh",
                str(self.course),
                *command,
            ]
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **variables(self.settings), **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def descendants(self, name):
        """The processes that a process has started, nearest first."""
        try:
            found = psutil.Process(self.processes[name].pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        self.seen |= set(found)
        return found

    def kill_worker(self, name):
        """Kill the process that grades; its nanny starts another."""
        for process in self.descendants(name):
            with contextlib.suppress(psutil.NoSuchProcess):
                if "spawn_main" in " ".join(process.cmdline()):
                    process.kill()

    def kill_all(self):
        for name, process in self.processes.items():
            self.descendants(name)
            process.kill()
            process.wait(60)
        psutil.wait_procs(self.seen, timeout=60)

    def stop(self, *names):
        for name in names:
            self.descendants(name)
            self.processes[name].terminate()
        for name in names:
            self.processes.pop(name).wait(60)

    def close(self):
        """Stop every process, and assert that none is left, nor a temporary file."""
        self.stop(*[name for name in self.processes if name != "scheduler"], "scheduler")
        _, left = psutil.wait_procs(self.seen, timeout=60)
        assert left == []
        for temporary in self.folder.glob(
            "node-*/tmp"
        ):  # a worker that had to be killed leaves folders to the next one
            clean_up = [sys.executable, "-c", "from autograder.batch.job import clean_up; clean_up()"]
            subprocess.run(clean_up, env={**os.environ, "TMPDIR": str(temporary)}, check=True, timeout=60)
            assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def courses():
    """The folder of all courses of these tests, which no worker sees."""
    with tempfile.TemporaryDirectory(prefix="courses-", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def ring(courses):
    folder = Path(tempfile.mkdtemp(prefix="cluster-", dir="/tmp"))
    folder.chmod(0o755)
    made = Ring(folder, courses)
    try:
        yield made
        made.close()
    finally:
        for process in made.processes.values():
            process.kill()
        shutil.rmtree(folder)


@pytest.fixture
def toy(toy_course, courses, request):
    return toy_course(courses / request.node.name)


@pytest.fixture
def trusted(ring, monkeypatch):
    """This process, and those that it starts, have the cluster's certificates."""
    for name, value in variables(ring.settings).items():
        monkeypatch.setenv(name, value)
    with dask.config.set(ring.settings):
        yield


def states(result):
    return {outcome.student: str(outcome.state) for outcome in result.outcomes}


def reports(toy):
    """Every kept report by student, as far as it is the same in every run."""
    kept = (toy.root / STATE / "reports" / "toy").glob("*.json")
    return {path.stem: _timeless(json.loads(path.read_text())["report"]) for path in kept}


def _timeless(value):
    """Without times, and without the addresses of objects that pytest's messages name."""
    if isinstance(value, dict):
        return {key: _timeless(part) for key, part in value.items() if key not in ("seconds", "measures")}
    if isinstance(value, list):
        return [_timeless(part) for part in value]
    return re.sub(r"0x[0-9a-f]+", "0x", value) if isinstance(value, str) else value


def write_suite(toy, code):
    """Make ``code`` the body of the only check of ``double``."""
    body = textwrap.indent(textwrap.dedent(code), "    ")
    suite = toy.root / "autograder" / "suites" / "toy" / "test_double.py"
    suite.write_text(f"import os, pathlib, time\n\ndef test_two(student):\n    'Doubles 2'\n{body}\n")


def command(toy, *arguments):
    result = CliRunner().invoke(main, ["--course", str(toy.root), "grade", "toy", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_class_is_graded_as_on_this_machine(toy, toy_course, ring, trusted):
    for number, cells in enumerate(ANSWERS):
        toy.hand_in(f"student-{number}", **cells)
    (toy.folder("careless") / "toy.ipynb").write_text("{")
    here = toy.copy(toy.root.with_name("here"))
    seen = []
    result = grade_all(
        "toy",
        toy.course,
        Options(seed=7, scheduler=ring.address),
        progress=lambda outcome, done, total: seen.append((done, total)),
    )
    assert states(result) == {"careless": "unreadable", **{f"student-{number}": "graded" for number in range(3)}}
    assert seen == [(number, 4) for number in range(1, 5)]
    grade_all("toy", here.course, Options(seed=7))
    assert reports(toy) == reports(here)
    for student in reports(toy):
        assert toy.scores(student) == here.scores(student)
        assert _timeless(toy.autograded(student)) == _timeless(here.autograded(student))
    assert set(states(grade_all("toy", toy.course, Options(seed=7, scheduler=ring.address))).values()) == {
        "kept",
        "unreadable",
    }


def test_nbgraders_own_command_uses_the_cluster(toy, ring, trusted, monkeypatch):
    write_suite(toy, "assert student.double(2) == 4 and pathlib.Path.cwd().name.startswith('node-')")
    toy.hand_in("ann")
    monkeypatch.setenv("AUTOGRADER_SCHEDULER", ring.address)
    done = toy.nbgrader("autograde", "toy")
    assert done.returncode == 0, done.stderr
    assert toy.scores("ann")["check-double"] == 4.0


def test_a_submission_that_kills_its_workers_is_named_and_others_are_graded(toy, ring, trusted):
    write_suite(toy, "if student.double(1) == 77:\n    os.kill(os.getpid(), 9)")
    toy.hand_in("bomb", double="def double(x):\n    return 77")
    for number in range(4):
        toy.hand_in(f"student-{number}")
    result = grade_all("toy", toy.course, Options(scheduler=ring.address))
    assert states(result) == {"bomb": "broken", **{f"student-{number}": "graded" for number in range(4)}}
    assert result.of(State.BROKEN)[0].message == "2 worker processes died while they graded it"
    assert "bomb" not in toy.students()


@pytest.mark.parametrize("other", ["kit", "mxnet"])
def test_a_worker_with_other_versions_refuses_and_names_both(toy, ring, trusted, other):
    changed = ring.folder / f"other-{other}"
    if other == "kit":
        package = Path(autograder.__file__).parent
        shutil.copytree(package, changed / "autograder", ignore=shutil.ignore_patterns("suites", "__pycache__"))
        with (changed / "autograder" / "model.py").open("a") as file:
            file.write("# changed\n")
    else:
        (changed / "mxnet-1.8.0.dist-info").mkdir(parents=True)
        (changed / "mxnet-1.8.0.dist-info" / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: mxnet\nVersion: 1.8.0\n"
        )
    for number in range(8):
        toy.hand_in(f"student-{number}")
    ring.worker("node-3", PYTHONPATH=str(changed))
    try:
        wait_for_workers(ring, 3)
        with pytest.raises(UsageError) as refused:
            grade_all("toy", toy.course, Options(scheduler=ring.address))
    finally:
        ring.stop("node-3")
    assert "\n" not in str(refused.value)
    if other == "kit":
        assert len(set(re.findall(r"autograder [\d.]+ \((\w{12})\)", str(refused.value)))) == 2
    else:
        assert "mxnet 1.8.0" in str(refused.value) and "mxnet 1.9.1" in str(refused.value)


def wait_for_workers(ring, number):
    engine = cluster.Cluster(ring.address)
    try:
        deadline = time.monotonic() + 120
        while engine.workers != number and time.monotonic() < deadline:
            time.sleep(0.2)
        assert engine.workers == number
    finally:
        engine.close()


def test_an_unsafe_or_silent_address_is_refused_in_one_sentence(toy, ring, monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "LOST_SECONDS", 3.0)
    toy.hand_in("ann")
    refusals = {
        "tcp://192.0.2.1:8786": "without TLS everyone in that network could run programs as you",
        "http://127.0.0.1:1": "expected tls://HOST:PORT",
        "insecure-tcp://127.0.0.1:1": "no Dask scheduler answers there",  # accepted, and tried
        ring.address: "no Dask scheduler answers there",  # without certificates
    }
    for address, words in refusals.items():
        result = command(toy, "--scheduler", address)
        assert result.exit_code == 2, result.output
        assert words in result.stderr and result.stderr.count("\n") == 1
    wrong = certificates(tmp_path / "wrong", "somebody")
    with dask.config.set(wrong):
        result = command(toy, "--scheduler", ring.address)
    assert result.exit_code == 2
    assert "no Dask scheduler answers there" in result.stderr and result.stderr.count("\n") == 1


def test_workers_the_scheduler_and_the_command_are_killed_and_every_grade_is_as_undisturbed(
    toy, toy_course, ring, trusted
):
    """The moments come from a seed; what runs at these moments does not."""
    draws = random.Random(2026)
    calm = toy_course(toy.root.with_name("calm"))
    for number, cells in enumerate(ANSWERS):
        calm.hand_in(f"student-{number:02}", **cells)
    for number in range(SUBMISSIONS):
        toy.hand_in(f"student-{number:02}", **ANSWERS[number % 3])
    grade_all("toy", calm.course, Options(seed=7))
    undisturbed = reports(calm)

    def start():
        arguments = ["-c", "from autograder.cli import main; main()"]
        return subprocess.Popen(
            [sys.executable, *arguments, "grade", "toy", "--seed", "7", "--scheduler", ring.address],
            cwd=toy.root,
            env=toy.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    grading = start()
    before_its_death, scheduler_killed, deadline = {}, False, time.monotonic() + 900
    try:
        while grading.poll() is None and time.monotonic() < deadline:
            time.sleep(draws.uniform(0.5, 2.5))
            done = len(list((toy.root / STATE / "reports" / "toy").glob("*.json")))
            if done >= SUBMISSIONS // 4 and not scheduler_killed:
                scheduler_killed = True
                ring.kill_all()
                ring.start()
            elif done >= SUBMISSIONS // 2 and not before_its_death:
                grading.send_signal(signal.SIGKILL)
                grading.communicate()
                before_its_death = reports(toy)
                grading = start()
            elif 2 < done < 0.8 * SUBMISSIONS and draws.random() < 0.3:
                ring.kill_worker(draws.choice(["node-1", "node-2"]))
        _, said = grading.communicate(timeout=60)
    finally:
        grading.kill()
    assert grading.returncode == 0, said
    assert scheduler_killed and before_its_death
    after = reports(toy)
    assert before_its_death.items() <= after.items()
    assert len(after) == len(toy.students()) == SUBMISSIONS
    for number in range(SUBMISSIONS):
        student, model = f"student-{number:02}", f"student-{number % 3:02}"
        assert {**after[student], "student": model} == undisturbed[model]
        assert toy.scores(student) == calm.scores(model)
    assert list((toy.root / STATE / "staging").iterdir()) == []


@pytest.mark.parametrize("gathered", [1, 2], ids=["versions", "grade"])
def test_a_scheduler_that_dies_while_it_hands_an_answer_over_costs_no_grade(toy, ring, trusted, monkeypatch, gathered):
    for number in range(3):
        toy.hand_in(f"student-{number}")
    gather, calls = Client._gather_remote, []

    async def interrupted(client, *arguments):
        calls.append(client)
        if len(calls) == gathered:
            ring.kill_all()
            ring.start()
        return await gather(client, *arguments)

    monkeypatch.setattr(Client, "_gather_remote", interrupted)
    result = grade_all("toy", toy.course, Options(scheduler=ring.address))
    assert len(calls) > gathered
    assert states(result) == {f"student-{number}": "graded" for number in range(3)}


def test_answers_that_get_lost_again_and_again_end_the_run_with_the_reason(toy, ring, trusted, monkeypatch):
    toy.hand_in("ann")

    async def lost(*arguments):
        raise CommClosedError("in <TLS (closed)>")

    monkeypatch.setattr(Client, "_gather_remote", lost)
    result = command(toy, "--scheduler", ring.address)
    assert result.exit_code == 3
    assert "answers were lost 6 times, at last: CommClosedError: in <TLS (closed)>: run again" in result.stderr


SBATCH = """#!/bin/sh
# Like the real one it keeps a copy of the script, which dask-jobqueue removes.
job=$(mktemp "$(dirname "$0")/job-XXXXXX")
cp "$1" "$job"
setsid sh "$job" >"$job.log" 2>&1 &
echo "Submitted batch job $!"
"""


def test_the_script_for_slurm_grades_with_workers_that_sbatch_starts(toy, ring, trusted, tmp_path, monkeypatch):
    """Exactly the script of docs/cluster.md, with a stand-in for ``sbatch`` that runs the job here."""
    page = (Path(autograder.__file__).parents[1] / "docs" / "cluster.md").read_text("utf-8")
    (script,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (toy.root / "slurm.py").write_text(script)
    for name, program in {"sbatch": SBATCH, "scancel": '#!/bin/sh\nkill -TERM -- "-$1"\n'}.items():
        (tmp_path / name).write_text(program)
        (tmp_path / name).chmod(0o755)
    commands = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), commands, os.environ["PATH"]]))
    monkeypatch.setenv(
        "DASK_JOBQUEUE__SLURM__SCHEDULER_OPTIONS", "{'host': '127.0.0.1', 'dashboard_address': '127.0.0.1:0'}"
    )
    temporary = ring.folder / "slurm"
    temporary.mkdir()
    temporary.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(temporary))
    toy.hand_in("ann", square=HALF_SQUARE)
    done = subprocess.run(
        [sys.executable, "slurm.py", "toy", "1"],
        cwd=toy.root,
        env=toy.environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert toy.scores("ann") == {"check-double": 4.0, "check-square": 3.0, "question": None}
