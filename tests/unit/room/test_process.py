"""Guest processes: each request ends in time with an answer, a death with a reason, or our own fault."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import SandboxError
from autograder.model import CauseKind
from autograder.room import bubblewrap, opening, watch
from autograder.room.limits import MIB, Limits
from autograder.room.process import ProcessRoom, RoomDied

pytestmark = pytest.mark.slow

# A dishonest guest: the start of a script. Each test appends what its guest does.
LIAR = """
import json, os, struct, sys, time
channel = int(sys.argv[1])

def frame(id, kind, body=None, extra=b""):
    body = {"dict": body} if isinstance(body, dict) else body
    header = json.dumps({"id": id, "kind": kind, "body": body, "buffers": []}).encode()
    return struct.pack(">II", 4 + len(header) + len(extra), len(header)) + header + extra

def send(*args):
    os.write(channel, frame(*args))

def take(count):
    data = b""
    while len(data) < count:
        data += os.read(channel, count - len(data)) or sys.exit()
    return data

def receive():
    data = take(struct.unpack(">I", take(4))[0])
    header = json.loads(data[4:4 + struct.unpack(">I", data[:4])[0]])
    return header["id"], header["kind"]

def serve():
    while True:
        id, kind = receive()
        send(id, "done", {"pid": os.getpid()})
"""


@pytest.fixture
def lying_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., ProcessRoom]]:
    """Make a room without a sandbox, whose guest is the test's own script."""
    made: list[ProcessRoom] = []

    def make(script: str, start_seconds: float = 20) -> ProcessRoom:
        path = tmp_path / "liar.py"
        path.write_text(LIAR + script)

        def command(kit: str, channel: int, *, alone: bool) -> list[str]:
            return [os.path.realpath(sys.executable), "-I", "-S", str(path), str(channel)]

        monkeypatch.setattr(bubblewrap, "guest_command", command)
        room = ProcessRoom(bubblewrap.View(tmp_path, limits=Limits(start_seconds=start_seconds), walled=False))
        made.append(room)
        return room

    yield make
    for room in made:
        room.close()


def start(room: ProcessRoom) -> Any:
    return room.request("start", {"seed": 1, "driver": "", "limits": {}}, 20)


# Before the guest is ready, every failure is our own fault


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("sys.exit('no MXNet here')", r"died.*no MXNet here"),
        ("os._exit(0)", "died.*said nothing"),
        ("os.write(channel, b'x' * 100); time.sleep(60)", "cannot be read"),
        ("os.write(channel, b'\\0\\0'); os._exit(0)", "died"),
        ("send(0, 'done')", "opened with 'done' instead of 'ready'"),
        ("send(0, 'ended', {'status': 0})", "opened with 'ended'"),
    ],
)
def test_a_guest_that_never_becomes_ready_is_our_own_fault(
    lying_room: Callable[..., ProcessRoom], script: str, words: str
) -> None:
    with pytest.raises(SandboxError, match=words) as error:
        start(lying_room(script))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("script", ["time.sleep(60)", "os.write(2, b'noise ' * 100_000)"])
def test_a_guest_that_is_not_ready_in_time_is_our_own_fault(
    lying_room: Callable[..., ProcessRoom], script: str
) -> None:
    started = time.monotonic()
    with pytest.raises(SandboxError, match="ran out of time"):
        start(lying_room(script, start_seconds=0.5))
    assert time.monotonic() - started < 20


def test_a_command_that_does_not_exist_is_our_own_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "guest_command", lambda *args, **options: ["/nowhere/python"])
    before = descriptors()
    with (
        ProcessRoom(bubblewrap.View(tmp_path, walled=False)) as room,
        pytest.raises(SandboxError, match="/nowhere/python"),
    ):
        start(room)
    assert descriptors() == before


def test_without_bubblewrap_one_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = descriptors()
    with (
        ProcessRoom(bubblewrap.View(tmp_path)) as room,
        pytest.raises(SandboxError, match="apt-get install bubblewrap"),
    ):
        start(room)
    assert descriptors() == before


def test_a_bubblewrap_that_fails_is_our_own_fault_and_its_message_is_shown(
    as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = as_user.folder / "bwrap"
    as_user.folder.chmod(0o755)
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "require_bubblewrap", lambda: str(fake))
    with bubblewrap.new_view() as view, ProcessRoom(view) as room, pytest.raises(SandboxError, match="No permissions"):
        start(room)


# Afterwards, every failure is the student's


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("send(id + 1, 'value', 1)", "no answer"),
        ("send(0, 'value', 1)", "no answer"),
        ("send(id, 'ready')", "no answer"),
        ("send(id, 'perfect', 100)", "no answer"),
        ("send(0, 'ready')", "no answer"),
        ("os.write(channel, b'\\0\\0\\0\\x08garbage!')", "cannot be read"),
        ("os.write(channel, b'\\xff' * 64)", "cannot be read"),
        ("os.write(channel, b'\\0\\0\\0\\0')", "cannot be read"),
        ("os.write(channel, frame(id, 'value', 1, b'left over'))", "cannot be read"),
        ("os.write(channel, frame(id, 'value')[:9]); os._exit(0)", "died"),
        ("os.close(channel); time.sleep(60)", "died"),
        ("os._exit(7)", "died"),
        ("send(0, 'ended', {'status': 255})", "crashed the interpreter"),
        ("send(0, 'ended', {'status': -11})", "crashed the interpreter"),
        ("send(0, 'ended', {'status': -9})", "was killed"),
        ("send(0, 'ended', {'status': -24})", "processor time"),
        ("send(0, 'ended', {'status': 3})", r"exit status 3\)"),
        ("send(0, 'ended', {'status': 'x' * 10_000})", "^ended its own process$"),
        ("send(0, 'ended', [1])", "^ended its own process$"),
    ],
)
def test_an_invalid_answer_is_a_death_with_a_reason(
    lying_room: Callable[..., ProcessRoom], answer: str, words: str
) -> None:
    room = lying_room(f"send(0, 'ready')\nsend(receive()[0], 'done')\nid, kind = receive()\n{answer}\nserve()")
    start(room)
    with pytest.raises(RoomDied, match=words) as death:
        room.request("call", {}, 20)
    assert not death.value.cause.timeout and len(death.value.cause.words) < 200
    assert (death.value.cause.kind is CauseKind.ENDED) == ("exit status" in words or "own process" in words)
    with pytest.raises(RoomDied, match="had already ended"):
        room.request("call", {}, 20)


@pytest.mark.parametrize(
    "answer",
    [
        "time.sleep(60)",
        "os.write(channel, b'\\0\\0\\0\\xff')",
        "[(os.write(channel, bytes([byte])), time.sleep(0.1)) for byte in frame(id, 'value', 1)]",
    ],
    ids=["silence", "half a frame", "one byte at a time"],
)
def test_an_answer_that_does_not_come_in_time_ends_the_room(
    lying_room: Callable[..., ProcessRoom], answer: str
) -> None:
    room = lying_room(f"send(0, 'ready')\nsend(receive()[0], 'done')\nid, kind = receive()\n{answer}\ntime.sleep(60)")
    start(room)
    started = time.monotonic()
    with pytest.raises(RoomDied, match="ran out of time") as death:
        room.request("call", {}, 0.5)
    assert death.value.cause.kind is CauseKind.TIMED_OUT
    assert 0.4 < time.monotonic() - started < 20


def test_a_guest_that_does_not_read_runs_out_of_time(lying_room: Callable[..., ProcessRoom]) -> None:
    room = lying_room("send(0, 'ready')\nsend(receive()[0], 'done')\ntime.sleep(60)")
    start(room)
    with pytest.raises(RoomDied, match="ran out of time") as death:
        room.request("call", {"text": "x" * 10**6}, 0.5)
    assert death.value.cause.kind is CauseKind.TIMED_OUT


@pytest.mark.parametrize("characters", [1, 10**6], ids=["all of it is sent", "the rest cannot be sent"])
def test_a_guest_that_ends_before_it_has_read_a_request_died(
    lying_room: Callable[..., ProcessRoom], characters: int
) -> None:
    room = lying_room("send(0, 'ready')\nsend(receive()[0], 'done')\ntake(4)\ntime.sleep(0.5)\nos._exit(0)")
    start(room)
    with pytest.raises(RoomDied, match=r"^died$"):
        room.request("call", {"text": "x" * characters}, 20)


NOTED = "send(0, 'ready')\nsend(receive()[0], 'done')\nid, kind = receive()\n"


def test_a_note_is_told_in_one_short_line_where_no_answer_comes(lying_room: Callable[..., ProcessRoom]) -> None:
    room = lying_room(NOTED + "send(id, 'note', 'in f,\\n\\nline 2: ' + 9999 * 'x')\ntime.sleep(60)")
    start(room)
    with pytest.raises(
        RoomDied, match=r"ran out of time; a NumPy function was given an NDArray.* in f, line 2: x"
    ) as death:
        room.request("call", {}, 0.5)
    assert death.value.cause.kind is CauseKind.TIMED_OUT and len(death.value.cause.words) < 500
    assert "\n" not in death.value.cause.words and death.value.noted in death.value.cause.words


def test_after_a_note_the_answer_counts(lying_room: Callable[..., ProcessRoom]) -> None:
    room = lying_room(NOTED + "send(id, 'note', ['any', 5])\nsend(id, 'value', 5)\nserve()")
    start(room)
    assert room.request("call", {}, 20).body == 5


@pytest.mark.parametrize("notes", ["send(id, 'note')\nsend(id, 'note')", "send(id + 1, 'note')"])
def test_further_notes_and_those_about_other_requests_are_no_answers(
    lying_room: Callable[..., ProcessRoom], notes: str
) -> None:
    room = lying_room(f"{NOTED}{notes}\ntime.sleep(60)")
    start(room)
    with pytest.raises(RoomDied, match="sent bytes that are no answer"):
        room.request("call", {}, 20)


WORK = """
send(0, 'ready')
send(receive()[0], 'done')
while True:
    id, kind = receive()
    end = time.process_time() + {seconds}
    while time.process_time() < end:
        pass
    send(id, 'done')
"""


def test_a_guest_that_has_written_something_and_does_not_read_runs_out_of_time(
    lying_room: Callable[..., ProcessRoom],
) -> None:
    """While a request is being sent, the room does not read what the guest wrote."""
    room = lying_room(
        "send(0, 'ready'); id, kind = receive(); send(id, 'done'); os.write(channel, b'x'); time.sleep(60)"
    )
    start(room)
    started = time.monotonic()
    with pytest.raises(RoomDied, match="ran out of time"):
        room.request("call", {"function": "f", "args": ["x" * 2**20]}, 1)
    assert time.monotonic() - started < 20


def test_a_call_on_a_busy_core_is_judged_by_its_own_processor_time(lying_room: Callable[..., ProcessRoom]) -> None:
    """Nine other processes share its core, so that half a second of work takes about five seconds."""
    cores = os.sched_getaffinity(0)
    others = []
    try:
        os.sched_setaffinity(0, {min(cores)})
        for _ in range(9):  # in sessions of their own, as rooms are: a kernel may schedule by session
            spin = [sys.executable, "-I", "-S", "-c", "while True: pass"]
            others.append(subprocess.Popen(spin, start_new_session=True))
        room = lying_room(WORK.format(seconds=0.5))
        start(room)
        started = time.monotonic()
        assert room.request("call", {}, 1.5).kind == "done"
        assert time.monotonic() - started > 2
        assert room.spent < 2
    finally:
        os.sched_setaffinity(0, cores)
        for other in others:
            other.kill()
            other.wait()


def test_a_call_that_computes_too_long_in_a_child_process_ends(
    lying_room: Callable[..., ProcessRoom],
) -> None:
    room = lying_room("send(0, 'ready')\nsend(receive()[0], 'done')\nos.fork() and time.sleep(60)\nwhile True: pass")
    start(room)
    with pytest.raises(RoomDied, match="ran out of time"):
        room.request("call", {}, 0.5)


def test_spent_time_is_kept_when_the_next_room_is_opened(lying_room: Callable[..., ProcessRoom]) -> None:
    room = lying_room(WORK.format(seconds=0.8) + "\n")
    start(room)
    room.request("call", {}, 5)
    before = room.spent
    assert before > 0.2
    room.close()
    assert room.spent >= before
    start(room)
    assert room.spent >= before


def test_after_a_death_the_next_start_opens_a_fresh_room(lying_room: Callable[..., ProcessRoom]) -> None:
    room = lying_room(
        "send(0, 'ready')\nid, kind = receive()\nsend(id, 'done', {'pid': os.getpid()})\nreceive()\nos._exit(1)"
    )
    first = start(room).body["pid"]
    with pytest.raises(RoomDied):
        room.request("call", {}, 20)
    assert start(room).body["pid"] != first


def test_a_start_that_is_answered_by_an_earlier_session_is_not_accepted(
    lying_room: Callable[..., ProcessRoom], tmp_path: Path
) -> None:
    """A student's process that forges 'ended' stays alive and answers the next request: the next start must open a new room."""
    mark = tmp_path / "used"
    room = lying_room(f"""
send(0, 'ready')
fresh = not os.path.exists({str(mark)!r})
open({str(mark)!r}, 'w')
id, kind = receive()
send(id, 'done', 'fresh' if fresh else 'fresh again')
if not fresh: serve()
id, kind = receive()
send(0, 'ended', {{'status': 0}})
id, kind = receive()
send(0, 'ended', {{'status': 0}})
id, kind = receive()
send(id, 'done', 'the old one')
""")
    assert start(room).body == "fresh"
    with pytest.raises(RoomDied, match="ended its own process"):
        room.request("call", {}, 20)
    with pytest.raises(RoomDied):
        start(room)
    assert start(room).body == "fresh again"


@pytest.mark.parametrize("kind", ["value", "error"])
def test_only_done_answers_a_start(lying_room: Callable[..., ProcessRoom], kind: str) -> None:
    room = lying_room(f"send(0, 'ready')\nsend(receive()[0], {kind!r})\nserve()")
    with pytest.raises(RoomDied, match="no answer"):
        start(room)


@pytest.mark.parametrize("answer", ["pass", "os.write(channel, b'x' * 50)", "send(id, 'done')"])
def test_a_session_that_does_not_end_is_killed_with_its_room(
    lying_room: Callable[..., ProcessRoom], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = lying_room(
        "send(0, 'ready')\nid, kind = receive()\nsend(id, 'done', os.getpid())\nid, kind = receive()\n"
        f"{answer}\ntime.sleep(60)"
    )
    first = start(room).body
    assert start(room).body != first


def test_a_request_before_the_start_opens_no_room(lying_room: Callable[..., ProcessRoom]) -> None:
    with pytest.raises(RoomDied, match="had already ended"):
        lying_room("raise SystemExit('opened')").request("call", {}, 20)


def test_a_request_that_cannot_be_encoded_is_our_own_fault(lying_room: Callable[..., ProcessRoom]) -> None:
    room = lying_room("send(0, 'ready')\nserve()")
    start(room)
    with pytest.raises(ValueError, match="cannot be sent"):
        room.request("call", {"x": object()}, 20)
    assert room.request("call", {}, 20).kind == "done"


def descriptors() -> dict[str, str]:
    """This process's open descriptors, without the files in /proc that a room's guard reads at the moment."""
    found = {}
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = os.readlink(path)
    return {name: target for name, target in found.items() if not f"{target}/".startswith("/proc/")}


def test_closing_frees_everything_and_may_be_repeated(lying_room: Callable[..., ProcessRoom]) -> None:
    before = descriptors()
    room = lying_room("send(0, 'ready')\nserve()")
    pid = start(room).body["pid"]
    assert descriptors() != before
    room.close()
    room.close()
    assert descriptors() == before
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("most", range(2, 8))
def test_a_room_that_lacks_descriptors_to_open_frees_those_it_had(most: int) -> None:
    """With ``most`` descriptors left, another one of the calls that open descriptors fails in each case."""
    with bubblewrap.new_view() as view:
        room = ProcessRoom(view)
        before = descriptors()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        filled = [os.dup(0) for _ in range(64)]  # so that no other descriptor below the limit is free
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(filled) + 1, hard))
        for descriptor in filled[-most:]:
            os.close(descriptor)
        try:
            with pytest.raises(SandboxError, match="could not be opened"):
                start(room)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for descriptor in filled[:-most]:
                os.close(descriptor)
        assert descriptors() == before


def test_a_room_that_cannot_be_watched_is_not_opened(
    lying_room: Callable[..., ProcessRoom], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", fails)
    before = descriptors()
    with pytest.raises(SandboxError, match="can't start new thread"):
        start(lying_room("send(0, 'ready')\nserve()"))
    assert descriptors() == before


def test_a_room_that_can_no_longer_be_watched_is_ended_and_that_is_our_own_fault(
    lying_room: Callable[..., ProcessRoom], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> watch.Usage:
        raise OSError(24, "Too many open files")

    room = lying_room("send(0, 'ready')\nsend(receive()[0], 'done', {'pid': os.getpid()})\ntime.sleep(60)")
    pid = start(room).body["pid"]
    monkeypatch.setattr(watch, "usage", fails)
    with pytest.raises(SandboxError, match=r"could not be watched any more: .*Too many open files"):
        room.request("call", {}, 20)
    assert not Path(f"/proc/{pid}").exists()


def test_without_a_sandbox_the_guest_kills_only_its_own_processes(tmp_path: Path) -> None:
    """On a student's own machine `kill(-1)` would end all of the student's processes."""
    with bubblewrap.new_view(walled=False) as view, ProcessRoom(view) as room:
        start(room)
        with pytest.raises(RoomDied, match="exit status 3"):
            room.request("run", {"cell": "a", "source": "import os, signal; os._exit(3)"}, 20)
        command = Path(f"/proc/{room._process.pid}/cmdline").read_bytes().split(b"\0")
        assert b"beside" in command
    main = (Path(bubblewrap.__file__).parents[1] / "guest" / "main.py").read_text()
    assert main.count("kill(-1") == 1 and main.index("if scratch is not None:") < main.index("    _end_all_others()")


NOT_LINUX = """
import ctypes
real = ctypes.CDLL
ctypes.CDLL = lambda name, *args, **options: real(name, *args, **options) if name else object()  # no prctl
"""


def test_without_a_sandbox_no_call_is_made_that_only_linux_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student's own machine may be a Mac."""
    monkeypatch.delattr(os, "memfd_create")
    real = bubblewrap.guest_command

    def command(*args: Any, **options: Any) -> list[str]:
        return [part if "guest.main" not in part else NOT_LINUX + part for part in real(*args, **options)]

    monkeypatch.setattr(bubblewrap, "guest_command", command)
    with bubblewrap.new_view(walled=False) as view, ProcessRoom(view) as room:
        start(room)
        assert printed(room, "import ctypes; print(hasattr(ctypes.CDLL(None), 'prctl'))") == "False\n"


# Real rooms


@pytest.fixture(scope="module", params=["cold", "warm"])
def room(request: pytest.FixtureRequest) -> Iterator[ProcessRoom]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(opening.COLD_ROOMS, "1" if request.param == "cold" else "")
        with opening.open_room(limits=Limits(cpu_seconds=2)) as room:
            yield room


@pytest.fixture
def session(room: ProcessRoom) -> ProcessRoom:
    """The room with a new session in it."""
    room.request("start", {"seed": 1, "driver": "", "limits": dict(Limits(cpu_seconds=2).as_rlimits())}, 60)
    return room


def run(room: ProcessRoom, source: str, seconds: float = 20) -> dict[str, Any]:
    answer = room.request("run", {"cell": "cell", "source": source}, seconds)
    assert answer.kind == "done"
    return answer.body


def printed(room: ProcessRoom, source: str) -> str:
    body = run(room, source)
    assert body["error"] is None, body["text"]
    return body["text"]


def test_a_cell_in_which_numpy_takes_an_ndarray_apart_is_told_so_when_time_runs_out(session: ProcessRoom) -> None:
    source = "import mxnet as mx, numpy as np\ndef f(X):\n    return np.exp(X)\nf(mx.nd.ones((2, 3))).dtype"
    assert "dtype('O')" in printed(session, source), "a small array is taken apart in time, and the result is as ever"
    with pytest.raises(RoomDied) as death:
        run(session, "for _ in range(10**6):\n    f(mx.nd.ones((300, 10)))", seconds=1)
    told = "ran out of time; a NumPy function was given an NDArray, which it takes apart, number by number"
    assert death.value.cause.words == f"{told} in f, line 3: return np.exp(X)"


def test_a_thread_and_a_child_that_give_numpy_an_ndarray_do_not_mix_the_answer(session: ProcessRoom) -> None:
    source = (
        "import os, threading, mxnet as mx, numpy as np\n"
        "def f(): return [np.exp(mx.nd.ones(2)) for _ in range(50)]\n"
        "threads = [threading.Thread(target=f) for _ in range(3)]\n"
        "[each.start() for each in threads]\n"
        "pid = os.fork()\n"
        "if pid == 0:\n    f()\n    os._exit(0)\n"
        "os.waitpid(pid, 0)\n[each.join() for each in threads]\nprint('done')"
    )
    assert "done" in printed(session, source)


def test_cells_run_in_ipythons_machinery(session: ProcessRoom) -> None:
    text = printed(
        session,
        "%time x = 1\nimport asyncio\nawait asyncio.sleep(0)\ndisplay('shown')\n!echo from the shell\nx + 41",
    )
    assert all(words in text for words in ("Wall time", "shown", "from the shell", "42"))


def test_a_plot_is_drawn_without_a_screen(session: ProcessRoom) -> None:
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('drawn')"
    assert printed(session, source).endswith("drawn\n")


def test_a_cell_that_asks_to_exit_lets_the_next_one_run(session: ProcessRoom) -> None:
    assert run(session, "exit()")["error"] is None
    assert printed(session, "print(6 * 7)") == "42\n"


def test_an_error_is_described_with_the_students_line(session: ProcessRoom) -> None:
    body = run(session, "def f():\n    return 1 / 0\nf()")
    assert body["error"]["name"] == "ZeroDivisionError"
    assert "line 2: return 1 / 0" in body["error"]["where"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(:\n  pass", "SyntaxError"),
        ("  x = 1\n y = 2", "IndentationError"),
        ("%nosuchmagic", "UsageError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("class E(BaseException):\n    def __str__(self): 1 / 0\nraise E", "E"),
        ("raise ExceptionGroup('g', [ValueError(1)])", "ExceptionGroup"),
        ("def f(): f()\nf()", "RecursionError"),
        ("raise ValueError('\\ud800')", "ValueError"),
    ],
)
def test_a_cell_that_raises_does_not_end_the_session(session: ProcessRoom, source: str, name: str) -> None:
    body = run(session, source)
    assert body["error"]["name"] == name
    assert json.dumps(body, ensure_ascii=False).encode("utf-8")
    assert printed(session, "print(6 * 7)") == "42\n"


def test_endless_output_is_cut(session: ProcessRoom) -> None:
    from autograder.guest.session import MAX_OUTPUT

    text = printed(session, "for i in range(20_000): print('0123456789')")
    assert len(text) < MAX_OUTPUT + 100 and text.endswith("(output cut)")


COST = """
import io, sys, time

def cost(where, **options):
    start = time.process_time()
    for n in range(3000):
        print('step', n, 'loss', 0.5, file=where, **options)
    return time.process_time() - start

def price(where, **options):
    return sum(cost(where, **options) for _ in range(5)) / sum(cost(io.StringIO()) for _ in range(5))

ratios = price(None), price(sys.stderr), price(None, flush=True) / 5
raise ValueError(' '.join(map(str, ratios)))
"""


def test_a_printed_line_costs_about_what_it_costs_elsewhere(session: ProcessRoom) -> None:
    """At most 6 times as much, to stdout and to stderr; at most 30 times with a flush after each line."""
    ratios = run(session, COST)["error"]["message"].split()
    assert len(ratios) == 3 and all(0 < float(ratio) < 6 for ratio in ratios)


def test_endless_output_takes_no_memory(session: ProcessRoom) -> None:
    source = """
import resource
def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB
before = most()
for n in range(400_000): print('0123456789')
raise ValueError(most() - before)
"""
    assert int(run(session, source)["error"]["message"]) < 8 * 1024


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"print('\ud800', 'é')", "\\ud800 é\n"),
        ("import sys; sys.stdout.buffer.write(b'bytes'); print()", "bytes\n"),
        ("import sys; print('kept'); sys.stdout.close()", "kept\n"),
        ("import sys; print('kept', end=''); sys.stdout.detach()", "kept"),
        ("import sys; print('one'); print('two', file=sys.stderr); print('three')", "one\ntwo\nthree\n"),
        ("print('\U0001f600' * 30_000)", "\U0001f600" * 20_000 + "\n... (output cut)"),
    ],
    ids=["no character", "bytes", "closed", "detached", "both streams", "long characters"],
)
def test_output_of_every_kind_is_kept_in_order(session: ProcessRoom, source: str, text: str) -> None:
    assert run(session, source)["text"] == text
    assert printed(session, "print(6 * 7)") == "42\n"


def test_bytes_written_to_the_raw_descriptors_neither_block_nor_show(session: ProcessRoom) -> None:
    source = """
import os
for descriptor in (1, 2):
    for i in range(300):
        os.write(descriptor, b'noise' * 1000)
print('quiet')
"""
    assert printed(session, source) == "quiet\n"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os; os._exit(3)", r"exit status 3\)"),
        ("import ctypes; ctypes.string_at(0)", "crashed the interpreter"),
        ("import os; os.abort()", "crashed the interpreter"),
        ("import os; os.kill(os.getpid(), 9)", "was killed"),
        ("while True: pass", "used up its processor time"),
        ("import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", "was killed"),
    ],
    ids=["exit", "segfault", "abort", "kill", "processor time", "signal ignored"],
)
def test_a_session_whose_process_ends_is_a_death_with_its_reason(session: ProcessRoom, source: str, words: str) -> None:
    with pytest.raises(RoomDied, match=words):
        run(session, source)


def test_sessions_share_no_variables_modules_or_generators(session: ProcessRoom) -> None:
    again = "import random, sys; print(random.random(), 'x' in globals(), 'colorsys' in sys.modules, int.__name__)"
    printed(session, "x = 1; import colorsys, random; random.seed(5); import numpy; numpy.float = 5")
    session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    first = printed(session, again)
    session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    assert printed(session, again) == first
    assert "False False" in first


def test_the_seed_determines_the_random_numbers(session: ProcessRoom) -> None:
    draw = (
        "import random, numpy, mxnet; print(random.random(), numpy.random.rand(), mxnet.nd.random.uniform().asscalar())"
    )

    session.request("capture", {"name": "here"}, 20)

    def drawn(seed: int) -> str:
        assert session.request("check", {"name": "here", "seed": seed}, 20).kind == "done"
        return printed(session, draw)

    assert drawn(3) == drawn(3) != drawn(4)


def test_a_sessions_seed_determines_what_a_driver_draws_where_no_cell_draws(room: ProcessRoom) -> None:
    driver = "import mxnet as mx\ndef drawn(student):\n    return mx.nd.random.uniform().asscalar()"

    def drawn(seed: int) -> Any:
        room.request("start", {"seed": seed, "driver": driver, "limits": {}}, 60)
        run(room, "x = 1")
        return room.request("drive", {"function": "drawn", "args": []}, 20).body

    assert drawn(3) == drawn(3) != drawn(4)


DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os.wait()
"""


def alive(root: int) -> set[int]:
    """The process and all its descendants, by their ids on the host."""
    parents = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            parents[int(name)] = int(Path(f"/proc/{name}/stat").read_bytes().rsplit(b")", 1)[1].split()[1])
        except OSError:
            continue
    found, grown = {root} & parents.keys(), True
    while grown:
        more = found | {child for child, parent in parents.items() if parent in found}
        grown, found = more != found, more
    return found


def test_a_daemon_does_not_reach_the_next_session(session: ProcessRoom) -> None:
    before = len(alive(session._process.pid))
    printed(session, DAEMON)
    assert len(alive(session._process.pid)) == before + 1
    session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    assert len(alive(session._process.pid)) == before


LEAVE = """
import os
for folder in ("/tmp", "/dev/shm"):
    os.makedirs(folder + "/a/b")
    open(folder + "/a/b/file", "w").write("left")
    os.chmod(folder + "/a/b", 0)
    os.symlink("/usr", folder + "/link")
    os.mkfifo(folder + "/pipe")
"""
LOOK = "import os; print([sorted(set(os.listdir(folder)) - {'ipython'}) for folder in ('/tmp', '/dev/shm')])"


def test_a_session_finds_no_file_of_an_earlier_one(session: ProcessRoom) -> None:
    """Otherwise a function could count its gradings, and a right cell that makes a folder would fail in the next session."""
    printed(session, LEAVE)
    first = session._process.pid
    session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    assert printed(session, LOOK) == "[[], []]\n"
    assert session._process.pid == first, "the room stays open"


def test_a_room_with_files_that_cannot_be_removed_is_replaced(session: ProcessRoom) -> None:
    printed(session, "import os\nfor _ in range(1200):\n    os.mkdir('d')\n    os.chdir('d')")
    with pytest.raises(RoomDied):
        session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    assert printed(session, LOOK) == "[[], []]\n"


def test_no_open_file_of_a_session_leads_to_what_its_room_reads(session: ProcessRoom) -> None:
    """A request for a session that a session has written would be one without limits."""
    look = """
import os, stat
for name in os.listdir("/proc/self/fd"):
    try:
        kind = stat.S_IFMT(os.fstat(int(name)).st_mode)
    except OSError:
        continue  # what listed them
    if kind == stat.S_IFSOCK:
        try:
            os.open(f"/proc/self/fd/{name}", os.O_WRONLY)
        except OSError as error:
            print(error.strerror)
    elif kind != stat.S_IFCHR:
        print(name, oct(kind))
"""
    assert printed(session, look) == "No such device or address\n"


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGSTOP"])
def test_ending_the_rooms_first_process_costs_only_that_student(session: ProcessRoom, signal: str) -> None:
    run(session, f"import os, signal; os.kill(os.getppid(), signal.{signal})")
    with pytest.raises(RoomDied):
        run(session, "import os; os._exit(0)", seconds=1)
    session.request("start", {"seed": 1, "driver": "", "limits": {}}, 60)
    assert printed(session, "print(1)") == "1\n"


def test_a_closed_room_leaves_no_processes_files_or_descriptors() -> None:
    before = descriptors()
    with bubblewrap.new_view() as view:
        with ProcessRoom(view) as room:
            start(room)
            printed(room, DAEMON)
            printed(room, "open('/tmp/file', 'w').write('x')")
            processes = alive(room._process.pid)
            assert len(processes) >= 4
        deadline = time.monotonic() + 60
        while any(Path(f"/proc/{pid}").exists() for pid in processes):
            assert time.monotonic() < deadline, "a process of the room is alive"
            time.sleep(0.02)
        assert not list(view.shared.iterdir())
    assert not view.home.exists()
    assert descriptors() == before


@pytest.mark.parametrize(
    ("limits", "source", "words"),
    [
        (
            Limits(room_memory=600 * MIB),
            "import time; x = bytearray(800 * 2**20); time.sleep(300)",
            "MiB of memory",
        ),
        (
            Limits(submission_seconds=5),
            "import os, time\nfor _ in range(2):\n    if os.fork() == 0:\n        while True: pass\ntime.sleep(300)",
            "processor time",
        ),
    ],
    ids=["memory", "processor time"],
)
def test_the_use_of_all_processes_together_is_limited(limits: Limits, source: str, words: str) -> None:
    with bubblewrap.new_view(limits=limits) as view, ProcessRoom(view) as room:
        start(room)
        with pytest.raises(RoomDied, match=words) as death:
            run(room, source, seconds=300)
        assert death.value.cause.timeout == (words == "processor time")
        assert watch.usage(os.getpid()).processes >= 1


def test_files_of_the_host_are_not_counted_as_the_rooms() -> None:
    """Until a room is set up, its processes see the host's folders, whose many files must not be counted."""
    process = subprocess.Popen(["/bin/sh", "-c", "sleep 60; true"], start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while watch.usage(process.pid).processes < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        seen = watch.usage(process.pid, bubblewrap.SCRATCH)
        assert seen.processes == 2 and seen.files == 0
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's rooms are set up by a script that a test can slow down")
def test_a_room_that_takes_long_to_be_set_up_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine with forty busy processes: the guard looks at the room while it is being set up."""
    monkeypatch.setattr(bubblewrap, "_STAGE", "sleep 0.7\n" + bubblewrap._STAGE)
    limits = Limits(scratch_files=100)
    with bubblewrap.new_view(limits=limits) as view, ProcessRoom(view) as room:
        start(room)
        with pytest.raises(RoomDied, match=r"made .* files: at most 100"):
            run(room, "for i in range(300): open(f'/tmp/{i}', 'w').close()\nimport time; time.sleep(19)")


def test_a_room_that_is_ended_before_it_opens_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        bubblewrap.new_view(limits=Limits(room_memory=1)) as view,
        ProcessRoom(view) as room,
        pytest.raises(SandboxError, match=r"could not be opened \(used .* MiB of memory: at most 0"),
    ):
        start(room)


def test_a_frame_has_the_layout_that_the_protocol_describes() -> None:
    """The dishonest guest above was written from the description of the protocol alone."""
    from autograder.guest import wire

    data = wire.encode(wire.Frame(1, "ready", None))
    size, header = struct.unpack(">II", data[:8])
    assert size == len(data) - 4 and json.loads(data[8 : 8 + header])["kind"] == "ready"
