"""The sandbox: what a room sees of the machine and what it may use, opened by root and by an ordinary user."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import SandboxError
from autograder.room import bubblewrap, opening
from autograder.room.limits import LIMITS, Limits

pytestmark = pytest.mark.slow

KIT = Path(bubblewrap.__file__).parents[2]

# Source of a cell that prints all facts about its room that the tests below need, as one line of JSON.
LOOK = r"""
import ctypes, errno, glob, importlib.util, json, os, resource, socket, sys, tempfile

def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)

def writable(folder):
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False

def status(name):
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith(name + ":"))

def memory(process):
    found = b""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as content:
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line.split()[1]:
                content.seek(start)
                found += content.read(end - start)
    assert found
    return found

SECRETS = ["graders" + "-own"]

def unshared(flag):
    libc = ctypes.CDLL(None, use_errno=True)
    return "done" if libc.unshare(flag) == 0 else errno.errorcode[ctypes.get_errno()]

FOLDERS = ["/", *glob.glob("/*"), *glob.glob("/*/*"), *sys.path]
OPEN = os.listdir("/proc/self/fd")
facts = {
    "uid": os.getuid(),
    "root": sorted(os.listdir("/")),
    "there": [path for path in ASKED if os.path.exists(path)],
    "listed": {path: attempt(lambda: os.listdir(path)) for path in ("/home", "/etc", "/var", "/kit", "/kit/guest")},
    "writable": [path for path in FOLDERS if os.path.isdir(path) and writable(path)],
    "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdecimal()),
    "environment": dict(os.environ),
    "first": [attempt(lambda: open(f"/proc/1/{name}").read()) for name in ("environ", "cmdline")],
    "descriptors": {name: attempt(lambda: os.readlink(f"/proc/self/fd/{name}")) for name in OPEN},
    "capabilities": [status(name) for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")],
    "no_new_privileges": status("NoNewPrivs"),
    "filtered": status("Seccomp"),
    "interfaces": [line.split(":")[0].strip() for line in open("/proc/net/dev").readlines()[2:]],
    "connect": attempt(lambda: socket.create_connection(("127.0.0.1", 80), timeout=2)),
    "limits": {name: resource.getrlimit(getattr(resource, name)) for name in NAMES},
    "raise_a_limit": attempt(lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10_000, 10_000))),
    "sizes": {path: os.statvfs(path).f_blocks * os.statvfs(path).f_frsize for path in ("/tmp", "/dev/shm")},
    "host": os.uname().nodename,
    "new_user_namespace": unshared(0x10000000),
    "new_mount_namespace": unshared(0x00020000),
    "kit": importlib.util.find_spec("autograder") is not None,
    "shared": attempt(lambda: open("/shared/x.npy").read()),
    "write_shared": attempt(lambda: open("/shared/x.npy", "w")),
    "first_tells": attempt(lambda: [word for word in SECRETS if word.encode() in memory(1)]),
    "trace_parent": attempt(lambda: open(f"/proc/{os.getppid()}/mem", "rb")),
    "parents_environment": attempt(lambda: open(f"/proc/{os.getppid()}/environ", "rb").read()),
    "device": sorted(os.listdir("/dev")),
}
print(json.dumps(facts))
"""

# Run in a process of its own, so that another user can run it: opens a room, runs LOOK there and prints its output.
OPEN = r"""
import json, os, sys
from pathlib import Path
from autograder.room.opening import open_room, why_cold
look, asked, temperature = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
os.umask(0o077)  # a strict umask, under which the room's user must still see the room's files
os.environ["GRADERS_SECRET"] = "graders-own"
os.environ["AUTOGRADER_COLD_ROOMS"] = {"cold": "1", "warm": ""}[temperature]
with open_room() as room:
    view = room.view
    (view.shared / "x.npy").write_text("shared")
    (view.shared / "x.npy").chmod(0o644)
    names = list(view.limits.as_rlimits())
    asked.append(str(view.home))
    source = f"ASKED, NAMES = {asked!r}, {names!r}\n{look}"
    room.request("start", {"seed": 1, "driver": "", "limits": dict(view.limits.as_rlimits())}, 60)
    answer = room.request("run", {"cell": "look", "source": source}, 30)
    assert (why_cold() == "") == (temperature == "warm"), why_cold()
    print(json.dumps({"error": answer.body["error"], "text": answer.body["text"]}))
"""


def hidden_paths() -> list[str]:
    """Paths of the host that no process in a room may see."""
    home = Path.home()
    return [
        str(path)
        for path in (
            KIT / "source",
            KIT / "autograder" / "suites",
            KIT / "nbgrader_config.py",
            KIT / "tests",
            Path.cwd(),
            home / ".ssh",
            home / ".bashrc",
            home / ".cache",
            "/etc/passwd",
            "/etc/shadow",
            "/etc/hostname",
            "/var/log",
            "/run",
            "/sys",
            "/usr/share/datasets/mnist",
        )
    ]


def facts_of(output: str) -> dict[str, Any]:
    answer = json.loads(output)
    assert answer["error"] is None, answer["error"]
    facts: dict[str, Any] = json.loads(answer["text"])
    return facts


@pytest.fixture(
    scope="module", params=itertools.product(["cold", "warm"], ["this user", "an ordinary user"]), ids=", ".join
)
def facts(request: pytest.FixtureRequest, ordinary_user: Any) -> dict[str, Any]:
    """The facts in a room opened by this user (root, in most containers), and in one opened by an ordinary user."""
    temperature, user = request.param
    arguments = (OPEN, LOOK, json.dumps(hidden_paths()), temperature)
    if user == "an ordinary user":
        return facts_of(ordinary_user.python(*arguments))
    if os.geteuid() != 0:
        pytest.skip("not root: the ordinary user's room is the same")
    return facts_of(ordinary_user.python(*arguments, root=True))


# The view


def test_a_room_sees_of_the_host_only_the_system_and_the_interpreter(facts: dict[str, Any]) -> None:
    prefixes = {Path(prefix).parts[1] for prefix in (sys.prefix, sys.base_prefix)}
    assert (
        set(facts["root"]) <= {"bin", "dev", "kit", "lib", "lib64", "proc", "sbin", "shared", "tmp", "usr"} | prefixes
    )
    above = {
        str(path) for path in Path(sys.prefix).parents
    }  # the interpreter may be installed below the checkout, whose folders then exist
    assert set(facts["there"]) <= above
    assert facts["listed"]["/kit"] == "['guest']"
    assert "wire.py" in facts["listed"]["/kit/guest"] and "process.py" not in facts["listed"]["/kit/guest"]
    for path in ("/home", "/etc", "/var"):
        assert facts["listed"][path] == "ENOENT"
    assert not facts["kit"]


def test_only_scratch_folders_can_be_written(facts: dict[str, Any]) -> None:
    scratch = [path for path in facts["writable"] if Path(path).parts[:2] == ("/", "tmp")]
    assert set(facts["writable"]) - set(scratch) == {"/dev/shm"}
    assert "/tmp" in scratch and sys.prefix not in scratch


def test_scratch_folders_are_as_large_as_the_limit(facts: dict[str, Any]) -> None:
    assert facts["sizes"] == {"/tmp": LIMITS.scratch, "/dev/shm": LIMITS.scratch}


def test_shared_arrays_can_be_read_and_not_written(facts: dict[str, Any]) -> None:
    assert facts["shared"] == "'shared'"
    assert facts["write_shared"] == "EROFS"


def test_a_room_sees_only_its_own_processes(facts: dict[str, Any]) -> None:
    assert len(facts["processes"]) <= 4 and max(facts["processes"]) < 50


def test_the_environment_holds_only_our_variables_and_no_secret(facts: dict[str, Any]) -> None:
    environment = facts["environment"]
    assert {name: environment[name] for name in bubblewrap.ENVIRONMENT} == dict(bubblewrap.ENVIRONMENT)
    assert set(environment) - set(bubblewrap.ENVIRONMENT) <= {"PWD", "SHLVL", "_", "LC_CTYPE", "KMP_INIT_AT_FORK"} | {
        name for name in environment if name.startswith(("KMP_", "MXNET_", "COLUMNS", "LINES"))
    }
    assert "graders-own" not in json.dumps(facts)


def test_the_rooms_first_process_shows_neither_our_environment_nor_our_paths(facts: dict[str, Any]) -> None:
    environ, command = facts["first"]
    assert "SECRET" not in environ and "HOME" not in environ
    command = command.replace(sys.prefix, "")  # the interpreter may be installed below the checkout
    assert str(KIT) not in command and bubblewrap._HOME not in command


def test_no_descriptor_but_the_rooms_socket_is_inherited(facts: dict[str, Any]) -> None:
    opened = {name: target for name, target in facts["descriptors"].items() if "ENOENT" not in target}
    assert all(target.strip("'").startswith(("/dev/null", "socket:", "/proc/")) for target in opened.values()), opened
    assert sum("socket:" in target for target in opened.values()) == 1


def test_a_room_has_no_network(facts: dict[str, Any]) -> None:
    assert facts["interfaces"] == ["lo"]
    assert facts["connect"] in ("EPERM", "ECONNREFUSED", "ENETUNREACH")


def test_the_user_inside_is_not_root_and_cannot_gain_rights(facts: dict[str, Any]) -> None:
    assert facts["uid"] != 0
    assert facts["capabilities"] == ["0" * 16] * 4
    assert facts["no_new_privileges"] == "1"
    assert facts["new_user_namespace"] != "done" and facts["new_mount_namespace"] != "done"


def test_a_session_learns_no_secret_from_the_processes_around_it(facts: dict[str, Any]) -> None:
    assert facts["first_tells"] in ("[]", "EACCES", "EPERM")
    assert facts["trace_parent"] in ("EACCES", "EPERM")
    assert facts["parents_environment"] in ("EACCES", "EPERM")


def test_system_calls_are_filtered_where_this_machine_has_a_filter(facts: dict[str, Any]) -> None:
    expected = "2" if not any("filter" in layer for layer in bubblewrap.missing_layers()) else "0"
    assert facts["filtered"] == expected


def test_a_room_has_only_harmless_devices(facts: dict[str, Any]) -> None:
    harmless = set("console core fd full null ptmx pts random shm stderr stdin stdout tty urandom zero".split())
    assert set(facts["device"]) <= harmless


def test_a_room_does_not_know_the_machines_name(facts: dict[str, Any]) -> None:
    assert facts["host"] == "room"


def test_the_limits_are_those_stated_and_cannot_be_raised(facts: dict[str, Any]) -> None:
    stated = {name: [value, value] for name, value in LIMITS.as_rlimits().items()}
    stated["RLIMIT_CPU"][1] += 1
    assert facts["limits"] == stated
    assert facts["raise_a_limit"] in ("ValueError", "EPERM")


# The limits are enforced (with small sizes, so that the tests are quick)

SMALL = Limits(memory=3 * 2**30, processes=24, files=64, file_size=2**20, scratch=4 * 2**20)

EXCEED = {
    "memory": ("x = bytearray({memory})", "MemoryError"),
    "processes": (
        "import threading, time\nfor _ in range({processes}): threading.Thread(target=time.sleep, args=(5,)).start()",
        "RuntimeError",
    ),
    "files": ("files = [open('/dev/null') for _ in range({files})]", "OSError"),
    "file_size": (
        "with open('/tmp/a', 'wb') as file: file.write(b'x' * ({file_size} + 1))",
        "OSError",
    ),
    "scratch": (
        "for i in range({scratch} // {file_size} + 1): open(f'/tmp/{{i}}', 'wb').write(b'x' * {file_size})",
        "OSError",
    ),
    "shared memory": (
        "for i in range({scratch} // {file_size} + 1): open(f'/dev/shm/{{i}}', 'wb').write(b'x' * {file_size})",
        "OSError",
    ),
}


@pytest.fixture(scope="module", params=["cold", "warm"])
def small_room(request: pytest.FixtureRequest) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(opening.COLD_ROOMS, "1" if request.param == "cold" else "")
        with opening.open_room(limits=SMALL) as room:
            yield room


@pytest.mark.parametrize("limit", EXCEED)
def test_exceeding_a_limit_raises_an_ordinary_exception(small_room: Any, limit: str) -> None:
    source, name = EXCEED[limit]
    small_room.request("start", {"seed": 1, "driver": "", "limits": dict(SMALL.as_rlimits())}, 60)
    body = {"cell": "cell", "source": source.format(**vars(SMALL))}
    answer = small_room.request("run", body, 20)
    assert answer.body["error"]["name"] == name


def test_a_fork_bomb_ends_in_an_error_or_a_death_and_leaves_no_process(small_room: Any) -> None:
    """A death is allowed, because MXNet starts threads in every fork and aborts the process where it may not."""
    from autograder.room.process import RoomDied

    limits = dict(SMALL.as_rlimits())
    small_room.request("start", {"seed": 1, "driver": "", "limits": limits}, 60)
    bomb = "import os, time\nwhile True:\n    if os.fork() == 0: time.sleep(60)"
    try:
        answer = small_room.request("run", {"cell": "cell", "source": bomb}, 20).body["error"]["name"]
    except RoomDied as death:
        answer = f"a death, {death.cause.timeout=}"
    assert answer in ("BlockingIOError", "a death, death.cause.timeout=False")
    small_room.request("start", {"seed": 1, "driver": "", "limits": limits}, 60)
    count = "import os; print(sum(name.isdecimal() for name in os.listdir('/proc')))"
    answer = small_room.request("run", {"cell": "cell", "source": count}, 20)
    assert int(answer.body["text"]) <= 3


def test_a_startup_file_of_ipython_does_not_reach_the_next_session(small_room: Any) -> None:
    """IPython runs the files in its startup folder, which is in the room's scratch folder."""
    startup = "import os; os.makedirs('/tmp/ipython/profile_default/startup'); "
    source = startup + "open('/tmp/ipython/profile_default/startup/0.py', 'w').write('planted = 1')"
    limits = dict(LIMITS.as_rlimits())
    small_room.request("start", {"seed": 1, "driver": "", "limits": limits}, 60)
    small_room.request("run", {"cell": "cell", "source": source}, 20)
    small_room.request("start", {"seed": 1, "driver": "", "limits": limits}, 60)
    answer = small_room.request("run", {"cell": "cell", "source": "planted"}, 20)
    assert answer.body["error"]["name"] == "NameError"


# The command


def options(view: bubblewrap.View) -> list[str]:
    return bubblewrap.bubblewrap_options(bubblewrap.read_only(view), view.limits)


def test_an_installed_kit_and_the_systems_data_sets_are_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "python3.11" / "site-packages" / "autograder"
    package.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    found = options(bubblewrap.View(tmp_path))
    assert found[found.index(str(package)) - 1 : found.index(str(package)) + 3] == [
        "--tmpfs",
        str(package),
        "--remount-ro",
        str(package),
    ]
    assert found.index(str(tmp_path)) < found.index(str(package))
    if Path("/usr/share/datasets").is_dir():
        assert "/usr/share/datasets" in found


def test_a_kit_beside_the_interpreter_is_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(KIT))
    found = options(bubblewrap.View(tmp_path))
    assert found[found.index(str(KIT / "autograder")) - 1] == "--tmpfs"


def test_scratch_folders_are_mounted_before_folders_below_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/tmp/venv")
    found = options(bubblewrap.View(tmp_path))
    assert found.index("/tmp") < found.index("/tmp/venv")
    assert found[-2:] == ["--remount-ro", "/"]


def test_training_data_are_mounted_only_where_the_view_has_some(tmp_path: Path) -> None:
    assert bubblewrap.DATA not in options(bubblewrap.View(tmp_path))
    found = options(bubblewrap.View(tmp_path, data=tmp_path / "guest"))
    assert found[found.index(bubblewrap.DATA) - 2 : found.index(bubblewrap.DATA)] == [
        "--ro-bind",
        str(tmp_path / "guest"),
    ]


def test_root_is_refused_without_the_tools_to_stop_being_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bubblewrap, "_BIND", str(tmp_path))
    with pytest.raises(SandboxError, match="unshare, mount, setpriv"):
        bubblewrap.room_command(bubblewrap.View(tmp_path), 3, 4, ["python"])


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_view_is_readable_to_other_users_under_any_umask_and_removed_afterwards(umask: int) -> None:
    before = os.umask(umask)
    try:
        with bubblewrap.new_view() as view:
            assert view.home.stat().st_mode & 0o777 == 0o755
            assert view.shared.stat().st_mode & 0o777 == 0o755
            (view.shared / "a.npy").touch()
    finally:
        os.umask(before)
    assert not view.home.exists()


# A view's folder

HOLD = """
import sys
from autograder.room import bubblewrap
with bubblewrap.new_view() as view:
    print(view.home, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_views_folder_is_removed_when_the_view_closes(temporary: Path) -> None:
    with bubblewrap.new_view() as view:
        (view.shared / "file").touch()
        assert view.home.parent == temporary
    assert not list(temporary.iterdir())


def test_a_new_view_removes_folders_of_killed_graders_and_keeps_those_in_use(temporary: Path) -> None:
    def grader() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=KIT
        )

    with grader() as killed, grader() as alive:
        assert killed.stdout is not None and alive.stdout is not None
        left, used = (Path(process.stdout.readline().strip()) for process in (killed, alive))
        killed.kill()
        killed.wait()
        assert left.exists() and used.exists()
        with bubblewrap.new_view() as view:
            assert {path.name for path in temporary.iterdir()} == {used.name, view.home.name}
        alive.communicate("")
    assert not list(temporary.iterdir())


def test_only_folders_of_the_same_user_are_removed_as_orphans(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = temporary / "other"
    other.mkdir()
    (temporary / f"{bubblewrap._HOME}link").symlink_to(other)
    (temporary / f"{bubblewrap._HOME}file").touch()
    (temporary / f"{bubblewrap._HOME}folder").mkdir()
    before = sorted(temporary.iterdir())
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    bubblewrap.remove_orphans()
    assert sorted(temporary.iterdir()) == before
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    bubblewrap.remove_orphans()
    assert sorted(path.name for path in temporary.iterdir()) == sorted(
        [f"{bubblewrap._HOME}{n}" for n in ("file", "link")] + ["other"]
    )
    assert other.exists()


def test_a_folder_that_is_removed_as_an_orphan_before_it_is_locked_is_made_again(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = fcntl.flock
    made = []

    def late(descriptor: int, operation: int) -> None:
        if not made:
            made.extend(temporary.iterdir())
            made[0].rmdir()
        locked(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with bubblewrap.new_view() as view:
        assert made and view.home != made[0] and view.shared.is_dir()
    assert not list(temporary.iterdir())
