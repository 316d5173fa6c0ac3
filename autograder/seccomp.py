"""The system calls a numeric notebook never needs, denied: a seccomp filter for bubblewrap.

Owns the list and its compilation through libseccomp. What is denied fails with EPERM (ENOSYS where a C library has an older
call to fall back on), so that a student's code gets an ordinary OSError. Must not know rooms.
"""

from __future__ import annotations

import errno
import functools
import os
import tempfile
from types import ModuleType

# By what they would open up.
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
        *("modify_ldt", "lookup_dcookie", "vmsplice", "remap_file_pages", "fanotify_init", "uselib"),
    ),
    "mounts and namespaces": (
        *("mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "move_mount", "open_tree", "fsopen"),
        *("fsconfig", "fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at"),
    ),
    "sockets of every family": ("socket", "connect", "bind", "listen", "accept", "accept4"),
    "memory that no folder's size bounds": ("memfd_create", "memfd_secret"),
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
        *("quotactl", "quotactl_fd", "acct", "syslog", "nfsservctl", "vhangup", "personality", "sched_setattr"),
    ),
}
_ABSENT = ("clone3", "io_uring_setup", "memfd_create")  # ENOSYS: the caller has another way
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET,TIME}, <linux/sched.h>


def available() -> str:
    """Empty where the filter can be made, else why not, in words."""
    try:
        _library()
    except (ImportError, OSError, RuntimeError) as error:
        return f"no system call filter (libseccomp: {error})"
    return ""


@functools.cache
def compiled() -> bytes:
    """The filter as the kernel wants it (an array of struct sock_filter), for `bwrap --seccomp`."""
    library = _library()
    rules = library.SyscallFilter(library.ALLOW)
    for names in DENIED.values():
        for name in names:
            _deny(library, rules, name)
    _deny(library, rules, "clone3")  # its flags stand in memory, where no filter can look
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


def _deny(library: ModuleType, rules: object, name: str) -> None:
    number = errno.ENOSYS if name in _ABSENT else errno.EPERM
    try:
        rules.add_rule(library.ERRNO(number), name)  # type: ignore[attr-defined]
    except (RuntimeError, OSError, ValueError):
        return  # a call that this machine's kernel or libseccomp does not have needs no denying


@functools.cache
def _library() -> ModuleType:
    import pyseccomp

    library: ModuleType = pyseccomp
    return library
