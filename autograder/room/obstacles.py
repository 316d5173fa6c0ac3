"""What keeps a machine from opening a room, and what helps, in sentences for whoever runs the grader.

Owns the reading of what bubblewrap said and of the kernel's settings. Must not know rooms. What is said here of Docker, Podman
and Kubernetes follows from which of the kernel's refusals each of their settings lifts; the refusals were tried one by one,
without Docker.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

SETTINGS = Path("/proc/sys")
STATUS = Path("/proc/self/status")
MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))  # files that Docker and Podman put into their containers

_APPARMOR = (
    "AppArmor keeps programs without a profile from what namespaces are for (Ubuntu 23.10 and later). Give bubblewrap one: "
    "write `abi <abi/4.0>, include <tunables/global> profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }` to "
    "/etc/apparmor.d/bwrap, then: sudo systemctl reload apparmor"
)
_CONTAINER = (
    "this is a container that may not make namespaces, or hides parts of /proc. Docker: docker run --security-opt "
    "seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined; Podman: --security-opt "
    "seccomp=unconfined --security-opt unmask=ALL; Kubernetes: securityContext with seccompProfile and appArmorProfile of "
    "type Unconfined and procMount Unmasked. To grade as root, add the capability SYS_ADMIN (--cap-add SYS_ADMIN), too, or "
    "grade as an ordinary user"
)
_NO_RIGHTS = (
    "this user may not make namespaces: whoever looks after the machine has to allow it (user namespaces for ordinary users; "
    "the capability SYS_ADMIN for root)"
)
# The kernel's refusal reaches us in bubblewrap's own words and in no other way, hence these and those in `remedy`.
_NAMESPACES = re.compile(
    r"unshare failed|[Nn]amespace|max_\*_namespaces|uid map|gid map|RTM_NEWADDR|mount tmpfs|Failed to make /"
)


def remedy(said: str) -> str:
    """Why a room does not open, and what to do about it; empty where that is not known.

    Parameters
    ----------
    said : str
        What bubblewrap, the programs that start it or Python have said.
    """
    if "Unknown option" in said:
        return (
            "bubblewrap is too old: 0.7 or later is needed (Debian 12, Ubuntu 24.04, Fedora 37 and later have it), or one "
            "that was built from its source"
        )
    if "setuid mode" in said:
        return "this bubblewrap is setuid root, and limits nothing then: sudo chmod u-s /usr/bin/bwrap"
    if "Too many open files" in said:
        return "this process may open too few files: ulimit -n 1024"
    if "mount proc" in said:  # it may be mounted anew only where nothing of the first is hidden
        return _CONTAINER
    if not _NAMESPACES.search(said):
        return ""
    return next((sentence for holds, sentence in _CAUSES if holds()), _NO_RIGHTS)


def _says(setting: str, value: str) -> Callable[[], bool]:
    def holds() -> bool:
        try:
            return (SETTINGS / setting).read_text().strip() == value
        except OSError:
            return False  # a kernel without it

    return holds


def _in_container() -> bool:
    if any(mark.exists() for mark in MARKS) or {"KUBERNETES_SERVICE_HOST", "container"} & os.environ.keys():
        return True
    try:
        return "Seccomp:\t2" in STATUS.read_text()  # a filter of system calls, which a login has none of
    except OSError:
        return False


_CAUSES: tuple[tuple[Callable[[], bool], str], ...] = (
    (
        _says("user/max_user_namespaces", "0"),
        "user namespaces are forbidden on this machine: sudo sysctl user.max_user_namespaces=10000",
    ),
    (
        _says("kernel/unprivileged_userns_clone", "0"),
        "user namespaces are root's alone on this machine: sudo sysctl kernel.unprivileged_userns_clone=1",
    ),
    (_in_container, _CONTAINER),
    (_says("kernel/apparmor_restrict_unprivileged_userns", "1"), _APPARMOR),
)
