"""io_uring, BPF, perf, userfaultfd, asynchronous I/O, memfds and calls that no kernel has yet are asked for."""

from __future__ import annotations

BEFORE = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
numbers = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "bpf": 321, "perf_event_open": 298,
           "userfaultfd": 323, "memfd_create": 319, "memfd_secret": 447, "io_setup": 206, "splice": 275, "tee": 276,
           "vmsplice": 278, "modify_ldt": 154, "personality": 135, "kexec_load": 246, "init_module": 175, "reboot": 169,
           "inotify_init1": 294, "fanotify_init": 300, "pidfd_getfd": 438, "process_vm_readv": 310, "kcmp": 312,
           "unheard_of": 463, "later": 500, "latest": 590}
done = []
for name, number in numbers.items():
    zeros = ctypes.create_string_buffer(256)
    ctypes.set_errno(0)
    if libc.syscall(number, zeros, zeros, 0, 0, 0, 0) >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
        done.append((name, ctypes.get_errno()))
print("done", done)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "done []"
AS_USER = True
WHY_NOT = "What an ordinary user may ask of the kernel differs from machine to machine, and is nothing to try outside a sandbox."
