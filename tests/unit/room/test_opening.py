"""Warm rooms and cold ones: which it is, that a zygote which dies costs nobody anything, and that nothing is left of it."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.samples import solved
from autograder.errors import SandboxError
from autograder.gpu.driver import Gpu
from autograder.grading.grade import grade
from autograder.room import bubblewrap, cgroup, opening, seccomp, watch, zygote
from autograder.room.limits import Limits
from autograder.room.opening import COLD_ROOMS, open_room, why_cold
from autograder.room.process import ProcessRoom, RoomDied

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(COLD_ROOMS, raising=False)


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    opening.end()


@pytest.fixture
def nursery() -> Iterator[opening._Nursery]:
    """This process's own, fresh; the one before takes its place again."""
    before = opening._nursery(os.getpid())
    opening._nursery.cache_clear()
    made = opening._nursery(os.getpid())
    yield made
    made.end()
    opening._nursery.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_Nursery", lambda: before)
        assert opening._nursery(os.getpid()) is before


def started(room: ProcessRoom) -> ProcessRoom:
    room.request("start", {"seed": 1, "driver": "", "limits": dict(room.view.limits.as_rlimits())}, 60)
    return room


def printed(room: ProcessRoom, source: str) -> str:
    body = room.request("run", {"cell": "cell", "source": source}, 30).body
    assert body["error"] is None, body["error"]
    return str(body["text"])


def first_process(room: ProcessRoom) -> int:
    assert room._process is not None
    return room._process.pid


def inner(made: zygote.Zygote) -> int:
    """The zygote's own process, which bubblewrap waits for."""
    waiting = made._process.pid
    return int(Path(f"/proc/{waiting}/task/{waiting}/children").read_text().split()[0])


def wait_until_ended(process: int) -> None:
    """Wait until all threads of a process have ended, and with a namespace's first one the namespace; nobody has reaped it."""
    descriptor = os.pidfd_open(process)
    try:
        ended = select.poll()
        ended.register(descriptor, select.POLLIN)
        assert ended.poll(60_000), f"process {process} does not end"
    finally:
        os.close(descriptor)


def is_gone(process: int) -> bool:
    deadline = time.monotonic() + 60
    while Path(f"/proc/{process}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not Path(f"/proc/{process}").exists()


# The choice


def test_rooms_of_one_process_come_from_one_zygote() -> None:
    with open_room() as one, open_room() as two:
        started(one), started(two)
        assert one._zygote is not None and one._zygote is two._zygote
        assert why_cold() == ""
        assert first_process(one) != first_process(two)
        assert printed(one, "import os; print(os.getppid())") == printed(two, "import os; print(os.getppid())") == "1\n"


def test_whoever_wants_cold_rooms_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLD_ROOMS, "1")
    with open_room() as room:
        assert started(room)._zygote is None
    assert why_cold() == "AUTOGRADER_COLD_ROOMS is set"


@pytest.mark.parametrize(
    "options", [{"walled": False}, {"gpu": Gpu(0, "GPU-aa", "A100", 0, 0, (8, 0), "1", Path("/dev/nvidia0"))}]
)
def test_without_a_wall_and_with_a_gpu_rooms_are_cold(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No process may be forked that has used a GPU; and on a student's own machine there is nothing to fork it in."""
    monkeypatch.setattr(opening, "_nursery", None)
    with open_room(**options) as room:
        assert room._zygotes is None


def test_the_import_is_not_charged_to_the_room() -> None:
    with open_room() as room:
        started(room)
        assert watch.usage(first_process(room)).cpu_seconds < 0.5


def test_a_process_that_was_forked_has_its_own_zygote() -> None:
    with open_room() as room:
        started(room)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                assert opening._nursery(os.getpid())._zygote is None
                opening._nursery.cache_clear()
                os._exit(7)
            os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        assert printed(room, "print(1)") == "1\n"


def test_a_zygote_outlives_the_thread_that_asked_for_it(nursery: opening._Nursery) -> None:
    def open_one() -> None:
        with open_room() as room:
            zygotes.append(started(room)._zygote)

    zygotes: list[zygote.Zygote | None] = []
    for _ in range(2):
        thread = threading.Thread(target=open_one)
        thread.start()
        thread.join()
    assert zygotes[0] is not None and zygotes[0] is zygotes[1] and nursery.deaths() == 0


def test_an_interrupted_order_leaves_no_answer_for_the_next(
    nursery: opening._Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(seconds: float) -> Any:
        raise KeyboardInterrupt

    with open_room() as room:
        made = started(room)._zygote
    assert made is not None
    with monkeypatch.context() as patch, open_room() as room:
        patch.setattr(made, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            started(room)
    assert not made.alive
    with open_room() as room:
        assert started(room)._zygote is not made
        assert Path(f"/proc/{first_process(room)}/stat").read_text().split()[2] != "Z"
        assert printed(room, "print(1)") == "1\n"


FORKS = """
import os, sys
from autograder.room.opening import open_room
with open_room() as room:
    pass
if os.fork() == 0:
    sys.exit()
os.wait()
print(room.view.home.parent.is_dir())
"""


def test_a_forked_child_that_ends_leaves_the_folder_of_its_parents_zygote() -> None:
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["True"], done.stderr


# A zygote and what it shows


def test_data_that_are_gone_are_an_error_of_the_sandbox(nursery: opening._Nursery, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with open_room(data) as room:
        started(room)
    data.rmdir()
    with open_room(data) as room, pytest.raises(SandboxError):
        started(room)


def test_a_hidden_folder_that_was_replaced_is_hidden_anew(nursery: opening._Nursery) -> None:
    hidden = Path(sys.prefix) / f"hidden-{os.getpid()}"
    try:
        for secret in ("first", "second"):
            hidden.mkdir(mode=0o755)
            (hidden / "secret").write_text(secret)
            with open_room(hidden=(hidden,)) as room:
                assert printed(started(room), f"import os; print(os.listdir({str(hidden)!r}))") == "[]\n"
            hidden.rename(hidden.with_name(f"{hidden.name}-{secret}"))
    finally:
        for folder in hidden.parent.glob(f"{hidden.name}*"):
            shutil.rmtree(folder)


def test_a_room_sees_no_data_but_its_own(nursery: opening._Nursery, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "numbers").write_text("12")
    look = "import os; print(os.listdir('/data') if os.path.exists('/data') else 'none')"
    with open_room(data) as one, open_room() as other:
        assert printed(started(one), look) == "['numbers']\n"
        assert printed(started(other), look) == "[]\n"
        assert one._zygote is other._zygote
        with pytest.raises(AssertionError, match="Read-only"):
            printed(other, "open('/data/x', 'w')")


def test_one_that_sees_too_little_is_replaced_and_ends_once_nobody_needs_it(
    nursery: opening._Nursery, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    with open_room() as one:
        first = started(one)._zygote
        assert first is not None
        with open_room(tmp_path) as two:
            assert started(two)._zygote is not first
            assert printed(one, "print(1)") == "1\n"
    hidden = Path(sys.prefix, "lib")
    with open_room(tmp_path, hidden=(hidden,)) as three:  # what is to be masked in it, the others see
        with pytest.raises(SandboxError, match="could not be opened"):  # nothing is left of the interpreter
            started(three)
        assert not first.alive
        assert is_gone(first._process.pid)


def test_folders_below_the_scratch_folders_are_seen_in_every_room(
    nursery: opening._Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an interpreter in /tmp is."""
    (tmp_path / "inner").mkdir(mode=0o755)
    (tmp_path / "inner" / "file").write_text("here")
    for path in (tmp_path, tmp_path / "inner"):
        path.chmod(0o755)
    real = bubblewrap.read_only
    binds = {"/tmp/a b/outer": tmp_path, "/tmp/a b/outer/inner": tmp_path / "inner"}
    monkeypatch.setattr(bubblewrap, "read_only", lambda view: {**real(view), **binds})
    for _ in range(2):
        with open_room() as room:
            assert printed(started(room), "print(open('/tmp/a b/outer/inner/file').read())") == "here\n"
            with pytest.raises(AssertionError, match="Read-only"):
                printed(room, "open('/tmp/a b/outer/file', 'w')")
            assert why_cold() == "" and room._zygote is not None
            printed(room, "for path in ('/tmp/a b/x', '/tmp/y'): open(path, 'w').close()")
            assert room._process is not None
            first = room._process.pid
            look = "import os; print(os.listdir('/tmp'), os.listdir('/tmp/a b'), os.listdir('/tmp/a b/outer'))"
            assert printed(started(room), look) == "['a b'] ['outer'] ['inner']\n"
            assert room._process.pid == first, "the room stays open"


def test_what_a_room_sets_on_its_open_files_the_next_does_not_find() -> None:
    for _ in range(2):
        with open_room() as room:
            told = "fcntl.fcntl(n, fcntl.F_GETFL) & 0o6000, fcntl.fcntl(n, fcntl.F_GETSIG)"
            look = f"import fcntl\nfor n in range(3): print({told})"
            assert printed(started(room), look) == "0 0\n" * 3
            printed(
                room, "for n in range(3): fcntl.fcntl(n, fcntl.F_SETFL, 0o6000); fcntl.fcntl(n, fcntl.F_SETSIG, 12)"
            )
            assert printed(room, look) != "0 0\n" * 3


def test_no_memory_is_shared_for_writing() -> None:
    with open_room() as room:
        maps = "print([line for line in open('/proc/self/maps') if line.split()[1][1] == 'w' and line.split()[1][3] == 's'])"
        assert printed(started(room), maps) == "[]\n"


SPEAK = """
import ctypes, os
libc = ctypes.CDLL(None)
open('/tmp/left', 'w').close(), open('/dev/shm/left', 'w').close()
queue = os.open('/dev/ptmx', os.O_RDWR)
if os.fork() == 0:
    while True: pass
"""
KILL = """
import os
own = set(map(int, os.listdir('/proc/self/task')))
for process in set(range(2, 300)) - own:
    try:
        os.kill(process, 9)
    except OSError:
        pass
"""
LISTEN = """
import os
print(sorted(os.listdir('/tmp') + os.listdir('/dev/shm') + os.listdir('/dev/pts')))
print(len([name for name in os.listdir('/proc') if name.isdecimal()]))
print(os.listdir('/shared'))
"""


def test_two_rooms_at_once_know_nothing_of_each_other() -> None:
    with open_room() as one, open_room() as two:
        started(one), started(two)
        (one.view.shared / "its").touch()
        printed(one, SPEAK)
        heard = printed(two, LISTEN)
        assert heard == "['ptmx']\n2\n[]\n"
        printed(two, KILL)
        assert int(printed(one, LISTEN).splitlines()[1]) == 3  # its other process is still there
        with pytest.raises(RoomDied):
            printed(two, "os.kill(os.getpid(), 9)")
        assert printed(one, "print(1)") == "1\n"


def test_each_room_has_namespaces_of_its_own() -> None:
    kinds = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
    with open_room() as one, open_room() as two:
        started(one), started(two)
        assert one._zygote is not None
        processes = (first_process(one), first_process(two), inner(one._zygote), os.getpid())
        for kind in kinds:
            assert len({os.stat(f"/proc/{process}/ns/{kind}").st_ino for process in processes}) == 4, kind


# The order of the steps: nothing is asked of a room, and no student's code reaches it, before all of them are done


def test_a_room_that_says_ready_has_every_restriction() -> None:
    with open_room() as room:
        room._open()  # no session has been started
        lines = Path(f"/proc/{first_process(room)}/status").read_text().splitlines()
        status = {name: value for name, _, value in (line.partition(":\t") for line in lines)}
        assert room._zygote is not None
        assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
        assert status["NoNewPrivs"] == "1"
        assert status["Seccomp"] == (
            "2" if not any("filter" in layer for layer in bubblewrap.missing_layers()) else "0"
        )
        assert status["Threads"] == "1"
        limits = list(Path(f"/proc/{first_process(room)}/root/proc/sys/user").glob("max_*_namespaces"))
        assert limits and not any(path.stat().st_mode & 0o022 for path in limits)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"scratch": ["/nowhere"]}, "mount /nowhere"),
        ({"size": "-1x"}, "mount /"),
        ({"kept": ["/tmp/nowhere"]}, "No such file or directory: '/tmp/nowhere'"),
        ({"shared": ["/shared", "/shared/nowhere"]}, "mount /shared"),
        ({"hidden": ["/nowhere"]}, "mount /nowhere"),
        ({"folder": "/nowhere"}, "No such file or directory: '/nowhere'"),
        ({}, "KeyError"),
    ],
    ids=["scratch", "size", "kept", "shared", "hidden", "folder", "nothing"],
)
def test_where_a_step_fails_the_room_never_says_ready(
    nursery: opening._Nursery, monkeypatch: pytest.MonkeyPatch, what: dict[str, Any], said: str
) -> None:
    real = zygote.Zygote._ask

    def ask(made: zygote.Zygote, request: dict[str, Any], descriptors: list[int]) -> Any:
        return real(made, {"make": {**request["make"], **what} if what else {}}, descriptors)

    monkeypatch.setattr(zygote.Zygote, "_ask", ask)
    with open_room() as room:
        made = nursery.zygote(room.view)
        with pytest.raises(SandboxError, match="could not be opened") as error:
            room._open_by(made)
        assert said in str(error.value)


@pytest.mark.usefixtures("nursery")
def test_a_filter_that_the_kernel_does_not_take_opens_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    if seccomp.available():
        pytest.skip(seccomp.available())
    monkeypatch.setattr(seccomp, "compiled", lambda: b"\xff" * 16)
    with open_room() as room, pytest.raises(SandboxError):
        started(room)
    assert "seccomp: Invalid argument" in why_cold()


# What may go wrong


def test_a_zygote_that_died_is_replaced_and_after_two_rooms_are_cold(nursery: opening._Nursery) -> None:
    for death in range(2):
        with open_room() as room:
            made = started(room)._zygote
            assert made is not None and opening.deaths() == death
            os.kill(inner(made), signal.SIGKILL)
            with pytest.raises(SandboxError, match="zygote had died"):
                printed(room, "import time; time.sleep(20)")
            assert opening.deaths() == death + 1
            started(room)  # a room may be opened again, from another or from none
    assert why_cold() == "the zygote has died"
    with open_room() as room:
        assert started(room)._zygote is None
        assert printed(room, "print(1)") == "1\n"


def test_a_submission_whose_zygote_dies_is_graded_all_the_same(
    nursery: opening._Nursery, tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = ProcessRoom.request, []

    def request(room: ProcessRoom, kind: str, body: Any, seconds: float) -> Any:
        asked.append(kind)
        if len(asked) == 12:
            assert room._zygote is not None
            os.kill(inner(room._zygote), signal.SIGKILL)
        return real(room, kind, body, seconds)

    report = grade(tiny.assignment, solved(tiny.assignment), seed=3)
    monkeypatch.setattr(ProcessRoom, "request", request)
    again = grade(tiny.assignment, solved(tiny.assignment), seed=3)
    assert opening.deaths() == 1
    assert again.complete and again.score == report.score > 0


def test_one_that_does_not_start_leaves_cold_rooms(nursery: opening._Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        bubblewrap, "zygote_command", lambda *_: [sys.executable, "-c", "raise SystemExit('no import')"]
    )
    with open_room() as room:
        assert started(room)._zygote is None
    assert why_cold() == "the zygote does not start: no import"


def test_a_kernel_that_lets_a_room_make_no_namespaces_leaves_cold_rooms(
    nursery: opening._Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any("nested" in layer for layer in bubblewrap.missing_layers()):
        pytest.skip("this bubblewrap cannot forbid it")
    real = bubblewrap.bubblewrap_options
    monkeypatch.setattr(bubblewrap, "bubblewrap_options", lambda *given, nests: real(*given))
    with open_room() as room:
        assert started(room)._zygote is None
    assert "could not make a room: [Errno 28] clone: No space left on device" in why_cold()


def test_a_room_that_dies_while_it_is_made_is_tried_again(
    nursery: opening._Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, orders = zygote.Zygote._ask, []

    def ask(made: zygote.Zygote, request: dict[str, Any], descriptors: list[int]) -> Any:
        orders.append(made)
        if len(orders) in broken:
            request["make"]["hidden"] = ["/nowhere"]
        return real(made, request, descriptors)

    monkeypatch.setattr(zygote.Zygote, "_ask", ask)
    broken = [1]
    with open_room() as room:
        assert started(room)._zygote is orders[1] is not orders[0]
        assert printed(room, "print(1)") == "1\n"
    broken = [3]
    with open_room() as room:
        assert started(room)._zygote is None
    assert "mount /nowhere: No such file or directory" in why_cold()
    assert opening.deaths() == 0


def test_who_tidies_the_temporary_folder_takes_no_room(nursery: opening._Nursery) -> None:
    with open_room() as room:
        home = started(room).view.home.parents[1]
    home.rename(home.with_name("tidied-away"))
    try:
        with open_room() as room:
            (room.view.shared / "file").touch()
            assert printed(started(room), "import os; print(os.listdir('/shared'))") == "['file']\n"
            assert room._zygote is not None
    finally:
        home.with_name("tidied-away").rename(home)
        bubblewrap.remove_orphans()
    assert not home.exists()


@pytest.mark.parametrize("most", range(2, 9))
def test_for_want_of_descriptors_no_room_is_opened_and_none_is_kept(
    nursery: opening._Nursery, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "Zygote", _Exhausted(most))
    with open_room() as room:
        before = len(os.listdir("/proc/self/fd"))
        started(room)  # cold, as soon as there are descriptors again
        assert room._zygote is None
        room.close()
        assert len(os.listdir("/proc/self/fd")) == before


class _Exhausted:
    """Zygotes of a process that has few descriptors left."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, view: bubblewrap.View) -> zygote.Zygote:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        filled = [os.dup(0) for _ in range(64)]
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(filled) + 1, hard))
        for descriptor in filled[-self._most :]:
            os.close(descriptor)
        try:
            return zygote.Zygote(view)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for descriptor in filled[: -self._most]:
                os.close(descriptor)


# A room's end, and a zygote's


def test_a_first_process_keeps_its_number_until_its_room_is_closed() -> None:
    with open_room() as room:
        process = first_process(started(room))
        os.kill(process, signal.SIGKILL)
        wait_until_ended(process)  # and with it the session, which might still answer
        with pytest.raises(RoomDied):
            room.request("run", {"cell": "cell", "source": "1"}, 10)  # which closes it
        assert is_gone(process)
        started(room)
        process = first_process(room)
        os.kill(process, signal.SIGKILL)
        wait_until_ended(process)
        assert Path(f"/proc/{process}").exists()
    assert is_gone(process)


def test_a_room_that_uses_too_much_is_ended(nursery: opening._Nursery) -> None:
    with open_room(limits=Limits(scratch_files=100)) as room:
        started(room)
        with pytest.raises(RoomDied, match=r"made .* files: at most 100"):
            printed(room, "for i in range(300): open(f'/tmp/{i}', 'w').close()\nimport time; time.sleep(19)")
        assert opening.deaths() == 0 and started(room)._zygote is not None


def test_a_rooms_first_process_is_moved_into_its_control_group(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With plain files for a hierarchy: what is written, not what a kernel makes of it."""
    monkeypatch.setattr(
        cgroup, "new_group", lambda memory, processes: cgroup.Group(tmp_path / "room", memory, processes)
    )
    monkeypatch.setattr(cgroup.Group, "close", lambda group: None)
    with open_room() as room:
        process = first_process(started(room))
        assert room._zygote is not None
        assert (tmp_path / "room" / "cgroup.procs").read_text() == f"{process}\n"


SCRIPT = """
import json, os, sys, time
from autograder.room.opening import open_room
with open_room() as room:
    room.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    zygote = room._zygote._process.pid
    print(json.dumps([zygote, room._process.pid, str(room.view.home.parents[1])]), flush=True)
    if sys.argv[1:]: time.sleep(60)
"""


@pytest.mark.parametrize("killed", [False, True])
def test_with_its_process_a_zygote_ends_and_its_folder_goes(killed: bool) -> None:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, *["x"] * killed], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        waiting, first, home = json.loads(process.stdout.readline())
        if killed:
            process.kill()
        process.wait()
    assert is_gone(waiting) and is_gone(first)
    bubblewrap.remove_orphans()  # as the next grader does
    assert not Path(home).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="it lets nobody else look")
def test_the_zygote_shows_nothing_of_the_host(nursery: opening._Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rooms are copies of it."""
    monkeypatch.setenv("GRADERS_SECRET", "graders-own")
    with open_room() as room:
        made = started(room)._zygote
        assert made is not None
        process = inner(made)
        for name in ("environ", "cmdline"):
            assert b"graders-own" not in Path(f"/proc/{process}/{name}").read_bytes()
        opened = {os.readlink(path) for path in Path(f"/proc/{process}/fd").iterdir()}
        assert {target.split(":")[0] for target in opened} == {"/dev/null", "socket"}
        assert sum("socket" in target for target in opened) == 1
        assert len(os.listdir(f"/proc/{process}/task")) == 1
