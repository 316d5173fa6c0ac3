"""What the zygote has where a room has folders of its own is uncovered: by unmounting, moving, climbing, and through /proc."""

from __future__ import annotations

BEFORE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
done = []
OWN = ("/proc", "/tmp", "/dev/shm", "/dev/pts", "/shared")

def seen():
    return [(os.stat(path).st_dev, sorted(os.listdir(path)) if path in ("/shared", "/dev/pts") else None) for path in OWN]

before = seen()
for path in map(os.fsencode, OWN):
    for flags in (0, 1, 2, 4, 8):  # MNT_FORCE, MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW
        if libc.umount2(path, flags) == 0:
            done.append(("umount2", path))
    if libc.mount(path, b"/tmp", None, 8192, None) == 0:  # MS_MOVE
        done.append(("moved", path))
    if libc.syscall(428, -100, path, 1) >= 0:  # open_tree(OPEN_TREE_CLONE)
        done.append(("open_tree", path))
    if libc.syscall(155, path, path) == 0 or libc.chroot(path) == 0:
        done.append(("pivot_root", path))
for path in OWN:
    opened = os.open(path, os.O_PATH)
    up = os.open("..", os.O_PATH, dir_fd=opened)
    again = os.open(os.path.basename(path), os.O_PATH, dir_fd=up)
    for place in (f"/proc/self/fd/{up}/{os.path.basename(path)}", f"/proc/self/root{path}", f"/proc/1/root{path}"):
        try:
            if os.stat(place).st_dev != os.stat(path).st_dev:
                done.append(("another", place))
        except OSError:
            pass
    if os.fstat(again).st_dev != os.fstat(opened).st_dev:
        done.append(("another", path))
for folder in {line.split()[3] for line in open("/proc/self/mountinfo") if " /shared " in line}:
    home = os.path.dirname(folder)  # as the host names what holds it: one room's, or the zygote's with all rooms'
    for path in (folder, home, "/shared/" + os.path.basename(home), "/shared/.." + home):
        if os.path.exists(path):
            done.append(("there", path))
if seen() != before:
    done.append("changed")
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
WHY_NOT = "The grader without a wall has no folders of its own for each submission."
