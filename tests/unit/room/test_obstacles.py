"""Causes that keep a machine from opening a room: each is named with its remedy; some are set up for real."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import SandboxError
from autograder.room import obstacles
from autograder.room.bubblewrap import new_view
from autograder.room.obstacles import remedy
from autograder.room.process import ProcessRoom

pytestmark = pytest.mark.slow

KIT = Path(obstacles.__file__).parents[2]
NO_NAMESPACE = "bwrap: No permissions to create new namespace, likely because the kernel does not allow it"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give the machine these kernel settings; it is a container only where a setting says so."""
    monkeypatch.setattr(obstacles, "SETTINGS", tmp_path)
    monkeypatch.setattr(obstacles, "STATUS", tmp_path / "status")
    monkeypatch.setattr(obstacles, "MARKS", (tmp_path / "mark",))
    for name in ("KUBERNETES_SERVICE_HOST", "container"):
        monkeypatch.delenv(name, raising=False)

    def make(**settings: str) -> None:
        for name, value in settings.items():
            path = tmp_path / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(value + "\n")

    return make


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"user__max_user_namespaces": "0"}, "sudo sysctl user.max_user_namespaces="),
        ({"kernel__unprivileged_userns_clone": "0"}, "sudo sysctl kernel.unprivileged_userns_clone=1"),
        ({"kernel__apparmor_restrict_unprivileged_userns": "1"}, "/etc/apparmor.d/bwrap"),
        ({"mark": ""}, "docker run --security-opt seccomp=unconfined"),
        ({"status": "Seccomp:\t2"}, "procMount Unmasked"),
        ({"user__max_user_namespaces": "96365", "status": "Seccomp:\t0"}, "whoever looks after the machine"),
        ({}, "whoever looks after the machine"),
    ],
    ids=["forbidden", "for root alone", "AppArmor", "container", "filter", "nothing to be seen", "an old kernel"],
)
def test_the_reason_why_namespaces_are_refused_is_named(
    machine: Callable[..., None], settings: dict[str, str], words: str
) -> None:
    machine(**settings)
    for said in (
        NO_NAMESPACE,
        "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)",
        "bwrap: setting up uid map: Permission denied",
        "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted",
        "bwrap: Failed to make / slave: Permission denied",
        "unshare: unshare failed: Operation not permitted",
    ):
        assert words in remedy(said), said


def test_a_container_that_hides_parts_of_proc_is_named(machine: Callable[..., None]) -> None:
    machine()
    assert "systempaths=unconfined" in remedy("bwrap: Can't mount proc on /newroot/proc: Operation not permitted")


def test_a_container_of_kubernetes_is_known_by_its_environment(
    machine: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine()
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    assert "securityContext" in remedy(NO_NAMESPACE)


def test_an_unknown_failure_has_no_remedy() -> None:
    assert remedy("ImportError: libgfortran.so.3: cannot open shared object file") == ""


def test_a_setuid_bubblewrap_is_named() -> None:
    assert "chmod u-s" in remedy("bwrap: The --size option is not permitted in setuid mode")


# Tried for real


def test_an_old_bubblewrap_is_named_with_the_version_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        old = Path(folder) / "bwrap"
        old.write_text('#!/bin/sh\n[ "$1" = --help ] && exit\necho "bwrap: Unknown option --size" >&2\nexit 1\n')
        old.chmod(0o755)
        monkeypatch.setattr("autograder.room.bubblewrap.require_bubblewrap", lambda: str(old))
        with new_view() as view, ProcessRoom(view) as room, pytest.raises(SandboxError) as error:
            room.request("start", {}, 60)
    assert "Unknown option --size: bubblewrap is too old: 0.7 or later is needed" in str(error.value)
    assert "doctor" not in str(error.value)


# Refuses the same system calls as Docker's default filter.
FILTERED = """
import errno
import pyseccomp
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name in ("unshare", "mount", "setns", "clone3"):
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS if name == "clone3" else errno.EPERM), name)
for bit in (0x10000000, 0x20000000, 0x40000000, 0x00020000):
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, bit, bit))
rules.load()
"""
FEW_FILES = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))\n"
FORBIDDEN = """
import ctypes, os
own, ours = os.pipe(), os.pipe()
child = os.fork()
if child:
    os.read(own[0], 1)
    for name in ("uid_map", "gid_map"):
        open(f"/proc/{child}/{name}", "w").write("0 0 65536")
    os.write(ours[1], b"x")
    os._exit(os.waitpid(child, 0)[1] >> 8)
assert ctypes.CDLL(None).unshare(0x10000000) == 0
os.write(own[1], b"x")
os.read(ours[0], 1)
open("/proc/sys/user/max_user_namespaces", "w").write("0")
"""
DOCTOR = "\nfrom autograder import doctor\nfor finding in doctor._wall(): print(finding.grave, finding.sentence)"
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make such a user namespace")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (FILTERED, "--security-opt seccomp=unconfined"),
        (FEW_FILES, "ulimit -n"),
        pytest.param(FORBIDDEN, "user namespaces are forbidden on this machine: sudo sysctl", marks=root),
    ],
    ids=["a filter of system calls", "few files", "no user namespaces"],
)
def test_the_doctor_names_the_cause_and_the_remedy(script: str, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script + DOCTOR], cwd=KIT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.startswith("True the room could not be opened"), (done.stdout, done.stderr)
    assert words in done.stdout and "doctor" not in done.stdout


def test_few_files_are_enough_for_a_session() -> None:
    """If the machine's limit is lower than the kit's, it stays unchanged."""
    script = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n" + DOCTOR
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=KIT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.startswith("False bubblewrap")
