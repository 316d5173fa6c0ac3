"""A seccomp filter for bubblewrap: denies the system calls that a numeric notebook never needs.

Owns the list and its compilation with libseccomp. A denied call fails with EPERM, so that student code gets an ordinary
OSError; or with ENOSYS, if C libraries then use an older call. Must not know rooms.
"""

from __future__ import annotations

import errno
import functools
import os
import tempfile
from types import ModuleType
from typing import Any

# Grouped by what they would give access to.
DENIED: dict[str, tuple[str, ...]] = {
    "other processes' memory": (
        "ptrace",
        "process_vm_readv",
        "process_vm_writev",
        "kcmp",
        "process_madvise",
        "pidfd_getfd",
    ),
    "kernel keyrings, shared by all of a user's processes": ("add_key", "request_key", "keyctl"),
    "kernel interfaces with a long history of holes": (
        *("io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open", "userfaultfd"),
        *("modify_ldt", "lookup_dcookie", "vmsplice", "splice", "tee", "remap_file_pages", "uselib"),
    ),
    "effects on the whole machine: limits, watches, scheduling": (
        *("io_setup", "sync", "syncfs", "inotify_init", "inotify_init1", "fanotify_init", "ioprio_set"),
        *("sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"),
        *("mbind", "set_mempolicy", "set_mempolicy_home_node", "migrate_pages", "move_pages"),
    ),
    "mounts and namespaces": (
        *("mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "move_mount", "open_tree", "fsopen"),
        *("fsconfig", "fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at"),
    ),
    "sockets of every family": ("socket", "connect", "bind", "listen", "accept", "accept4"),
    "memory outside the size limits of scratch folders": (
        *("memfd_create", "memfd_secret", "setxattr", "lsetxattr", "fsetxattr"),
    ),
    "System V and POSIX messages, semaphores and memory": (
        *("shmget", "shmat", "semget", "msgget", "mq_open", "mq_unlink"),
    ),
    "the machine": (
        *(
            "reboot",
            "kexec_load",
            "kexec_file_load",
            "init_module",
            "finit_module",
            "delete_module",
            "swapon",
            "swapoff",
        ),
        *(
            "settimeofday",
            "clock_settime",
            "clock_adjtime",
            "adjtimex",
            "sethostname",
            "setdomainname",
            "iopl",
            "ioperm",
        ),
        *("quotactl", "quotactl_fd", "acct", "syslog", "nfsservctl", "vhangup", "personality"),
    ),
}
_ABSENT = ("clone3", "io_uring_setup", "io_setup", "memfd_create")  # ENOSYS: callers then use another call
# Calls whose names an old libseccomp may not know; their numbers are the same on every architecture.
_NUMBERS = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "clone3": 435,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "mount_setattr": 442,
    "quotactl_fd": 443,
    "memfd_secret": 447,
    "set_mempolicy_home_node": 450,
}
_FUTURE = range(457, 600)  # calls that later kernels may add (glibc names none of these): fail as absent
_TERMINALS = {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541C}  # insert input into a terminal, <asm/ioctls.h>
# Locks of a file's bytes, <asm/fcntl.h>: each takes memory of the kernel's, and no limit counts them. flock is one a file.
_LOCKS = {"F_SETLK": 6, "F_SETLKW": 7, "F_OFD_SETLK": 37, "F_OFD_SETLKW": 38}
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET,TIME}, <linux/sched.h>


def available() -> str:
    """Empty if the filter can be compiled; else a sentence that says why not."""
    try:
        _library()
    except (ImportError, OSError, RuntimeError) as error:
        return f"no system call filter (libseccomp: {error})"
    return ""


@functools.cache
def compiled() -> bytes:
    """The compiled filter, an array of struct sock_filter, for `bwrap --seccomp`."""
    library = _library()
    rules = library.SyscallFilter(library.ALLOW)
    # 32-bit and x32 system calls have other numbers, which the list does not cover: using them kills the process.
    rules.set_attr(library.Attr.ACT_BADARCH, library.KILL_PROCESS)
    for names in DENIED.values():
        for name in names:
            _deny(library, rules, name)
    _deny(library, rules, "clone3")  # its flags are in memory, which a filter cannot read
    for number in _FUTURE:
        _add(rules, library.ERRNO(errno.ENOSYS), number)
    for call, commands in (("ioctl", _TERMINALS), ("fcntl", _LOCKS)):
        for command in commands.values():  # the kernel reads only the lower 32 bits of this argument
            rules.add_rule(library.ERRNO(errno.EPERM), call, library.Arg(1, library.MASKED_EQ, 0xFFFFFFFF, command))
    for bit in range(32):
        flag = 1 << bit
        if flag & _NEW_NAMESPACES:
            rules.add_rule(library.ERRNO(errno.EPERM), "clone", library.Arg(0, library.MASKED_EQ, flag, flag))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.flush()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        with os.fdopen(os.dup(file.fileno()), "rb") as copy:
            return copy.read()


def _deny(library: ModuleType, rules: Any, name: str) -> None:
    action = library.ERRNO(errno.ENOSYS if name in _ABSENT else errno.EPERM)
    if not _add(rules, action, name) and name in _NUMBERS:
        _add(rules, action, _NUMBERS[name])


def _add(rules: Any, action: int, call: str | int) -> bool:
    """Add a rule for a call. Returns whether this architecture has the call; if not, no rule is needed."""
    try:
        rules.add_rule(action, call)
    except (RuntimeError, OSError, ValueError):
        return False
    return True


@functools.cache
def _library() -> ModuleType:
    import pyseccomp

    library: ModuleType = pyseccomp
    return library
