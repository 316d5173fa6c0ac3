"""Disks, memory, the kernel log and new device nodes are opened."""

from __future__ import annotations

BEFORE = """
import os, stat
done = []
for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kvm", "/dev/fuse",
             "/dev/loop-control", "/dev/net/tun", "/dev/uinput", "/proc/kcore", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern",
             "/proc/sys/kernel/hostname", "/sys/kernel", "/proc/kallsyms-not", "/proc/1/root/etc/passwd"):
    for flags in (os.O_RDONLY, os.O_WRONLY):
        try:
            os.close(os.open(path, flags | os.O_NONBLOCK))
            if flags == os.O_WRONLY or not path.startswith("/proc/sys/"):
                done.append(path)
        except OSError:
            pass
for number in (os.makedev(1, 1), os.makedev(8, 0), os.makedev(254, 0)):
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        try:
            os.mknod("/tmp/node", 0o600 | kind, number)
            os.close(os.open("/tmp/node", os.O_RDONLY))
            done.append(number)
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
WHY_NOT = "Device files are guarded by an ordinary user's rights already; graders run by root have none."
