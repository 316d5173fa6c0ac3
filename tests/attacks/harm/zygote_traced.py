"""The zygote is looked for above the room's first process, to be traced, read or entered: through /proc, ptrace and setns."""

from __future__ import annotations

BEFORE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
done = []
for process in range(0, 400):
    if process == os.getpid():
        continue
    for request in (16, 0x4206):  # PTRACE_ATTACH, PTRACE_SEIZE
        if libc.ptrace(request, process, 0, 0) == 0:
            done.append(("ptrace", process))
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
    if libc.process_vm_readv(process, vector, 1, vector, 1, 0) >= 0:
        done.append(("process_vm_readv", process))
if libc.ptrace(0, 0, 0, 0) == 0:  # PTRACE_TRACEME: by whoever made this process
    done.append("traceme")
for name in ("mem", "maps", "environ", "auxv", "stack", "syscall", "io", "fd", "fdinfo", "root", "cwd", "exe", "map_files"):
    path = f"/proc/1/{name}"
    try:
        done.append((path, os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(10)))
    except OSError:
        pass
for name in os.listdir("/proc/self/ns"):
    try:
        if os.readlink(f"/proc/1/ns/{name}") != os.readlink(f"/proc/self/ns/{name}"):
            done.append(("other namespace", name))
    except OSError:
        pass
    try:
        opened = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
        for request in (0xB701, 0xB702):  # NS_GET_USERNS, NS_GET_PARENT: the zygote's
            above = libc.ioctl(opened, request)
            if above >= 0 and libc.setns(above, 0) == 0:
                done.append(("entered", name))
        if libc.setns(opened, 0) == 0:
            done.append(("setns", name))
    except OSError:
        pass
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
WHY_NOT = (
    "The grader without a wall has no zygote; what its own processes tell, theft/memory_of_the_first_process shows."
)
