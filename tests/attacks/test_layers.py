"""Layers of the sandbox: the doctor and every report name each one that is missing on this machine."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder import doctor
from autograder.grading.grade import grade
from autograder.room import bubblewrap, cgroup, opening, seccomp
from autograder.room.limits import Limits
from autograder.room.process import ProcessRoom, RoomDied

OLD_HELP = "usage: bwrap [OPTIONS...] COMMAND\n  --unshare-all\n  --as-pid-1\n"


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """What is remembered about this machine is forgotten before and after."""
    caches = (seccomp._library, seccomp.compiled, bubblewrap._bubblewrap_help, cgroup._parent)
    for cache in caches:
        cache.cache_clear()
    opening.end()  # a zygote has the filter of the machine that it was started on
    yield
    for cache in caches:
        cache.cache_clear()
    opening.end()


@pytest.fixture
def without_libseccomp(fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> ModuleType:
        raise ImportError("libseccomp.so.2: cannot open shared object file")

    monkeypatch.setattr(seccomp, "_library", missing)


@pytest.fixture
def old_bubblewrap(fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "_bubblewrap_help", lambda: OLD_HELP)


@pytest.mark.usefixtures("without_libseccomp")
def test_without_libseccomp_grading_works_and_the_report_names_the_missing_filter(lab: ModuleType, world: Any) -> None:
    assert lab.next_graded().score == 4.0
    assert "no system call filter (libseccomp" in lab.next_graded().environment["missing_layers"]


@pytest.mark.usefixtures("old_bubblewrap")
def test_grading_works_with_an_old_bubblewrap_and_the_report_names_the_missing_option(
    lab: ModuleType, world: Any
) -> None:
    report = lab.next_graded()
    assert report.score == 4.0
    assert "nested user namespaces are not forbidden" in report.environment["missing_layers"]


@pytest.mark.usefixtures("without_libseccomp", "old_bubblewrap")
def test_the_doctor_names_every_missing_layer() -> None:
    findings = [finding for finding in doctor.examine() if finding.subject == "sandbox"]
    said = " ".join(finding.sentence for finding in findings)
    assert not any(finding.grave for finding in findings)
    assert "a layer of the sandbox is missing: no system call filter" in said
    assert "a layer of the sandbox is missing: nested user namespaces" in said


@pytest.mark.usefixtures("without_libseccomp")
def test_the_rest_of_the_sandbox_holds_without_the_system_call_filter(lab: ModuleType, world: Any) -> None:
    """Of all protections, only the refusal of single system calls needs libseccomp."""
    for name in ("tcp_connection", "unix_socket", "abstract_socket", "writing_outside", "everything_deleted"):
        attack = lab.read_attack(lab.HERE / "harm" / f"{name}.py")
        before = world.contents()
        report, _ = lab.graded(attack, world.fill)
        assert report.score == 4.0
        assert world.contents() == before
        assert world.visits == 0


def test_no_layer_is_named_where_none_is_missing(monkeypatch: pytest.MonkeyPatch, fresh_caches: None) -> None:
    monkeypatch.setattr(cgroup, "_parent", lambda: Path("/sys/fs/cgroup/ours"))
    monkeypatch.setattr(bubblewrap, "_bubblewrap_help", lambda: OLD_HELP + "--disable-userns\n")
    assert bubblewrap.missing_layers() == () or seccomp.available()


# -- control groups: a hierarchy of plain files stands in for the kernel's


Hierarchy = Callable[..., tuple[Path, Path]]


@pytest.fixture
def hierarchy(tmp_path: Path) -> Hierarchy:
    """Make a hierarchy that holds this process's group; returns its root and a file in place of /proc/self/cgroup."""

    def make(
        controllers: str = "cpu memory pids", handed_down: str = "", above: str = "", processes: str = ""
    ) -> tuple[Path, Path]:
        root = tmp_path / "cgroup"
        own = root / "user.slice" / "grader.scope"
        own.mkdir(parents=True)
        for folder, down in ((root, ""), (own.parent, above), (own, handed_down)):
            (folder / "cgroup.controllers").write_text(controllers)
            (folder / "cgroup.subtree_control").write_text(down)
            (folder / "cgroup.procs").write_text(processes)
        said = tmp_path / "self-cgroup"
        said.write_text("0::/user.slice/grader.scope\n")
        return root, said

    return make


def test_rooms_go_into_our_own_group_where_it_hands_down_the_controllers(hierarchy: Hierarchy) -> None:
    root, own = hierarchy(handed_down="memory pids")
    assert cgroup.find_parent(root, own) == root / "user.slice" / "grader.scope"


def test_rooms_go_into_the_parent_group_where_that_hands_them_down(hierarchy: Hierarchy) -> None:
    root, own = hierarchy(above="cpu memory pids")
    assert cgroup.find_parent(root, own) == root / "user.slice"


def test_in_a_delegated_group_the_controllers_are_enabled_and_processes_moved_first(hierarchy: Hierarchy) -> None:
    root, own = hierarchy(processes="41\n42\n")
    folder = root / "user.slice" / "grader.scope"
    try:
        os.setxattr(folder, "user.delegate", b"1")
    except OSError:
        pytest.skip("no extended attributes here")
    assert cgroup.find_parent(root, own) == folder
    assert (folder / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (folder / "grader" / "cgroup.procs").read_text() == "42"  # each write moves one process


@pytest.mark.parametrize(
    "said", ["", "4:memory:/\n8:pids:/\n0::/\n", "0::/gone/away\n"], ids=["nothing", "version 1", "gone"]
)
def test_without_a_usable_group_none_is_found(hierarchy: Hierarchy, said: str) -> None:
    root, own = hierarchy(controllers="hugetlb")
    own.write_text(said)
    assert cgroup.find_parent(root, own) is None


def test_a_group_that_is_not_delegated_to_us_is_not_changed(hierarchy: Hierarchy) -> None:
    root, own = hierarchy()
    before = {path: path.read_text() for path in root.rglob("cgroup.*")}
    assert cgroup.find_parent(root, own) is None
    assert {path: path.read_text() for path in root.rglob("cgroup.*")} == before


def test_a_rooms_limits_are_written_and_its_group_is_removed(tmp_path: Path) -> None:
    group = cgroup.Group(tmp_path / "room", memory=1000, processes=72)
    written = {path.name: path.read_text() for path in group.folder.iterdir()}
    assert written == {
        "memory.max": "1000\n",
        "pids.max": "72\n",
        "memory.oom.group": "1\n",
        "memory.swap.max": "0\n",
    }
    done = subprocess.run(group.command(["/bin/sh", "-c", "echo started"]), capture_output=True, text=True, check=True)
    assert done.stdout == "started\n"
    assert (group.folder / "cgroup.procs").read_text() == "0\n"
    (group.folder / "memory.events").write_text("low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\n")
    assert group.out_of_memory
    for path in group.folder.iterdir():  # the kernel's own files go with the folder
        path.unlink()
    (group.folder / "cgroup.kill").touch()
    (group.folder / "cgroup.kill").unlink()
    group.folder.rmdir()
    group.close()
    assert not group.folder.exists()


def test_a_room_is_started_in_its_group_and_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The hierarchy is made of plain files, so this tests what is run and written, not the kernel's response."""
    made: list[cgroup.Group] = []
    closed: list[Path] = []

    def new_group(memory: int, processes: int) -> cgroup.Group:
        made.append(cgroup.Group(tmp_path / "room", memory, processes))
        return made[-1]

    monkeypatch.setattr(cgroup, "new_group", new_group)
    monkeypatch.setattr(cgroup.Group, "close", lambda self: closed.append(self.folder))
    limits = Limits()
    with bubblewrap.new_view(limits=limits) as view, ProcessRoom(view) as room:
        room.request("start", {"seed": 0, "driver": "", "limits": {}}, 60)
        assert (made[0].folder / "cgroup.procs").read_text() == "0\n"
        assert int((made[0].folder / "memory.max").read_text()) == limits.room_memory + 2 * limits.scratch
        (made[0].folder / "memory.events").write_text("oom_kill 1\n")
        assert room._process is not None
        os.killpg(room._process.pid, signal.SIGKILL)  # as the kernel does when a group exceeds its memory
        gone = select.poll()  # its processes die a moment later; until then a session may still answer
        gone.register(room._channel, select.POLLHUP)
        assert gone.poll(10_000)
        with pytest.raises(RoomDied, match="too much memory"):
            room.request("run", {"cell": "x", "source": "1"}, 30)
    assert closed == [tmp_path / "room"]


# -- the system call filter


def test_calls_that_libseccomp_does_not_know_are_denied_by_number(
    monkeypatch: pytest.MonkeyPatch, fresh_caches: None
) -> None:
    if seccomp.available():
        pytest.skip(seccomp.available())
    known = len(seccomp.compiled())
    seccomp.compiled.cache_clear()
    library = seccomp._library()
    real = library.SyscallFilter.add_rule

    def add_rule(self: Any, action: int, call: str | int, *arguments: Any) -> None:
        if call in ("clone3", "io_uring_setup", "mount_setattr"):
            raise OSError(22, "Invalid argument")
        real(self, action, call, *arguments)

    monkeypatch.setattr(library.SyscallFilter, "add_rule", add_rule)
    assert len(seccomp.compiled()) == known


def test_every_name_on_the_list_is_a_system_call() -> None:
    if seccomp.available():
        pytest.skip(seccomp.available())
    library = seccomp._library()
    names = [name for names in seccomp.DENIED.values() for name in names]
    assert len(names) == len(set(names))
    for name in names:
        assert library.resolve_syscall(library.system_arch(), name) != -1, name


def test_the_grader_itself_is_not_filtered() -> None:
    assert grade is not None
    assert ctypes.CDLL(None).prctl(21, 0, 0, 0, 0) == 0  # PR_GET_SECCOMP: 0, no filter
