"""The zygote: imports MXNet once, never runs student code, and makes each room's first process in namespaces of its own.

bubblewrap starts it behind the same wall as a room, with two exceptions: it has no system call filter, and it may make
namespaces. Each room gets both restrictions before its first process says ``ready``. Reads from the host alone. Must not
know what a room is for.

The protocol: JSON objects, one in each packet of a socket, whose number is in argv. The zygote says ``{"ready": true}`` once.
A request ``{"make": {...}}`` carries two descriptors: the room's channel to the host, and where it writes what goes wrong. The
answer is ``{"made": PROCESS}`` with a pidfd, or ``{"failed": WHY}``. ``{"bury": PROCESS}`` reaps a room's first process, which
has ended, and has no answer: until then its number is no one else's. The zygote ends with its socket.

MXNet has one thread after its import. `os.fork` would run its fork handlers, which start others here and in the child; so
processes are made by the bare system call.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from . import main as room

_libc = ctypes.PyDLL(None, use_errno=True)  # which keeps the interpreter's lock, as a fork must

# <linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/seccomp.h>, <linux/capability.h>
_CLONE3 = 435  # the same on every architecture
_CLONE_PIDFD = 0x1000
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}: what `bwrap --unshare-all` makes
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522


def main(argv: list[str]) -> NoReturn:
    """``argv``: the socket's descriptor, then that of the compiled filter, where this machine can have one."""
    control = socket.socket(fileno=int(argv[1]))
    control.set_inheritable(False)
    program = _contents(int(argv[2])) if len(argv) > 2 else b""
    room.prepare()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(f"MXNet has {threads} threads after its import: no process can be made that has them")
    room.set_dumpable(False)  # its rooms' first processes are not either, from their beginning
    room.close_stderr()
    control.send(json.dumps({"ready": True}).encode())
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 65_536, 2)
        if not data:
            os._exit(0)  # the host has gone
        request = json.loads(data)
        if "bury" in request:
            os.waitpid(request["bury"], 0)
            continue
        _make(control, request["make"], descriptors, program)
        for descriptor in descriptors:
            os.close(descriptor)


def _make(control: socket.socket, order: Mapping[str, Any], descriptors: Sequence[int], program: bytes) -> None:
    user, group = os.getuid(), os.getgid()
    try:
        child, pidfd = _clone()
    except OSError as error:
        control.send(json.dumps({"failed": str(error)}).encode())
        return
    if child == 0:
        control.detach()
        _live(order, descriptors, program, user, group)
    socket.send_fds(control, [json.dumps({"made": child}).encode()], [pidfd])
    os.close(pidfd)


def _clone() -> tuple[int, int]:
    """Make a process in new namespaces: ``(0, -1)`` in it; here its number and pidfd."""
    pidfd = ctypes.c_int(-1)
    # struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls
    arguments = struct.pack(
        "8Q", _NEW_NAMESPACES | _CLONE_PIDFD, ctypes.addressof(pidfd), 0, 0, signal.SIGCHLD, 0, 0, 0
    )
    ctypes.pythonapi.PyOS_BeforeFork()
    child = _libc.syscall(ctypes.c_long(_CLONE3), arguments, ctypes.c_size_t(len(arguments)))
    error = ctypes.get_errno()
    if child == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0, -1
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(error, f"clone: {os.strerror(error)}")
    return child, pidfd.value


def _live(order: Mapping[str, Any], descriptors: Sequence[int], program: bytes, user: int, group: int) -> NoReturn:
    """A room's first process, from its first instruction on. Where anything fails, it says why and ends."""
    try:
        channel, errors = descriptors
        os.dup2(errors, sys.stderr.fileno())
        _close_all_but(0, 1, 2, channel)  # the zygote's socket above all
        _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "pdeathsig")
        os.setsid()
        _map_user(user, group)
        _mount_own(order)
        _open_own_input_and_output()
        _forbid_namespaces()
        _drop_capabilities()
        _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
        if program:
            _filter(program)
        os.chdir(order["folder"])
        room.live(channel, order["scratch"])
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    os._exit(1)


def _close_all_but(*kept: int) -> None:
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            with contextlib.suppress(OSError):  # the one that listed them is closed
                os.close(int(name))


def _open_own_input_and_output() -> None:
    """An open file's flags and owner are shared by all who inherited it: what one room sets there, another would read."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)


def _map_user(user: int, group: int) -> None:
    """The same user as outside, with nobody else's number. The files belong to a process that may be looked into."""
    room.set_dumpable(True)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    room.set_dumpable(False)


def _mount_own(order: Mapping[str, Any]) -> None:
    """A room's own file systems, over the zygote's. What is read-only is bubblewrap's, and stays as it is.

    ``scratch``: folders that can be written to, ``size``: bytes in each, ``kept``: folders below them that are to be seen all
    the same, ``shared``: a folder, and what of it the room sees in its place, ``hidden``: folders that it sees as empty.
    """
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    kept = [(path, os.open(path, os.O_PATH)) for path in order["kept"]]
    for folder in order["scratch"]:
        _mount("tmpfs", folder, "tmpfs", _MS_NOSUID | _MS_NODEV, f"mode=0700,size={order['size']}")
    for path, descriptor in kept:
        os.makedirs(path)
        _mount(f"/proc/self/fd/{descriptor}", path, None, _MS_BIND | _MS_REC)
        os.close(descriptor)
    _mount("devpts", "/dev/pts", "devpts", _MS_NOSUID | _MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    place, own = order["shared"]
    _mount(own, place, None, _MS_BIND)
    for folder in order["hidden"]:
        _mount("tmpfs", folder, "tmpfs", _MS_RDONLY | _MS_NOSUID | _MS_NODEV, "size=4096")


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    source_, target_, kind_, options_ = (
        None if text is None else os.fsencode(text) for text in (source, target, kind, options)
    )
    _check(_libc.mount(source_, target_, kind_, ctypes.c_ulong(flags), options_), f"mount {target}")


def _forbid_namespaces() -> None:
    """As `bwrap --disable-userns` does, and of every kind: the limits hold for this user namespace and those below it."""
    limits = [name for name in os.listdir("/proc/sys/user") if name.endswith("_namespaces")]
    if "max_user_namespaces" not in limits:
        raise OSError("this kernel has no limits of namespaces")
    for name in limits:
        with open(f"/proc/sys/user/{name}", "w") as file:
            file.write("0")


def _drop_capabilities() -> None:
    capability = 0
    while _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1
    if ctypes.get_errno() != errno.EINVAL:  # there is none of that number
        _check(-1, "capabilities")
    none = struct.pack("6I", 0, 0, 0, 0, 0, 0)  # effective, permitted, inheritable, of two words each
    _check(_libc.capset(struct.pack("Ii", _CAPABILITY_VERSION_3, 0), none), "capset")


def _filter(program: bytes) -> None:
    """From here on the system calls that a room never needs are denied. ``program``: an array of struct sock_filter."""
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions of 8 bytes, and where they stand
    description = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, description, 0, 0), "seccomp")


def _check(result: int, what: str) -> None:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _contents(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()
