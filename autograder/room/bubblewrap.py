"""The wall: what a room may see and use, stated once, and the command that builds it with bubblewrap.

A deny-by-default view: a fresh root that holds the interpreter and the system's libraries read-only, sized scratch folders,
and nothing else; new namespaces of every kind, so no network and no other processes. Must not know what runs inside or what
is said over the wire.

Started by root, bubblewrap is no wall (it keeps capabilities and reads every file), so root first becomes a user that owns
nothing; a private mount namespace makes the interpreter reachable to that user even where it stands in root's home.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import SandboxError
from ..files import PACKAGE, locked_folder, remove_unlocked
from ..gpu import libraries
from ..gpu.driver import Gpu
from . import cgroup, seccomp
from .limits import LIMITS, Limits


def _openblas() -> dict[str, str]:
    """The kernels that MXNet's own OpenBLAS shall use, where this processor has what they need.

    It knows no processor younger than itself, and takes those for the oldest: a product of (64, 784) and (784, 256) takes
    0.71 ms then instead of 0.32, and a step of training 5.1 ms instead of 3.8 (MXNet 1.9.1, one thread of a Xeon with AVX-512).
    """
    flags: set[str] = set()
    with contextlib.suppress(OSError):
        flags = set(Path("/proc/cpuinfo").read_text("utf-8", "replace").split())
    return {"OPENBLAS_CORETYPE": "Haswell"} if {"avx2", "fma"} <= flags else {}


ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "IPYTHONDIR": "/tmp/ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "MPLBACKEND": "agg",
    # MXNet asks distutils for a version; with "local", the default, setuptools answers, and 0.1 of 0.95 s are its import.
    "SETUPTOOLS_USE_DISTUTILS": "stdlib",
    # One thread is as fast as two for networks of this size, and leaves the other cores to other submissions.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Each operation is computed at its call, and not by a thread that has to be woken: the numbers are the same, in three
    # quarters of the processor time where arrays are as small as those of most checks.
    "MXNET_ENGINE_TYPE": "NaiveEngine",
    **_openblas(),
}

# Of a room that sees a GPU. Without the first, products of float32 matrices are rounded to 10 bits on Ampere and later
# (TensorFloat-32); the second is a folder that nothing can be written to; the third is MXNet's default.
_GPU_ENVIRONMENT: Mapping[str, str] = {
    "NVIDIA_TF32_OVERRIDE": "0",
    "CUDA_CACHE_DISABLE": "1",
    "MXNET_ENGINE_TYPE": "ThreadedEnginePerDevice",
}

KIT = "/kit"  # the guest's code, in the room
SHARED = "/shared"  # arrays handed over during grading, read-only in the room
DATA = "/data"  # the prepared training data, read-only
SCRATCH = ("/dev/shm", "/tmp")  # all that can be written, each of limited size

_HOME = "autograder-view-"  # how the names of views' temporary folders begin
_FIRST_UID, _UIDS = 64_000, 1_000  # users that own nothing: Debian assigns none of 60,000 to 64,999 to people
_BIND = "/usr/bin:/usr/sbin:/bin:/sbin"


@dataclass(frozen=True)
class View:
    """What one room gets of the host: ``home`` is its own temporary folder, ``data`` the training data, ``gpu`` the GPU.

    ``walled``: false runs it without the sandbox, so that it sees all that the user sees.
    """

    home: Path
    data: Path | None = None
    limits: Limits = field(default=LIMITS)
    secrets: tuple[Path, ...] = ()  # masked wherever they stand below something that the room sees
    gpu: Gpu | None = None
    walled: bool = True

    @property
    def shared(self) -> Path:
        return self.home / "shared"


@contextmanager
def new_view(
    data: Path | None = None,
    limits: Limits = LIMITS,
    secrets: tuple[Path, ...] = (),
    gpu: Gpu | None = None,
    *,
    walled: bool = True,
) -> Iterator[View]:
    """A view with a fresh temporary folder, removed afterwards; removes those that killed graders left behind."""
    remove_orphans()
    with locked_folder(_HOME) as home:
        view = View(home, data, limits, secrets, gpu, walled)
        make_folders(view)
        yield view


def make_folders(view: View) -> None:
    """Make the view's own folders where they are missing, and open them to the room's user, whatever the grader's umask."""
    for folder in (view.home, view.shared):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def remove_orphans() -> None:
    """Remove the temporary folders of rooms whose grader was killed: nobody locks them any more."""
    remove_unlocked(_HOME)


def read_only(view: View) -> dict[str, Path]:
    """What the room sees of the host, all of it read-only: path in the room -> path on the host."""
    binds = {"/usr": Path("/usr"), KIT + "/guest": PACKAGE / "guest", SHARED: view.shared}
    for prefix in dict.fromkeys((sys.base_prefix, sys.prefix)):
        if not Path(prefix).is_relative_to("/usr"):
            binds[prefix] = Path(prefix)
    for file in libraries.driver_files() if libraries.has_cuda_build() else ():  # MXNet is not imported without
        if not any(file.resolve().is_relative_to(inside) for inside in binds):
            binds[str(file)] = file
    if view.data is not None:
        binds[DATA] = view.data
    return binds


def environment(gpu: Gpu | None = None) -> dict[str, str]:
    """All that stands in a guest's environment."""
    # Without a file to ask, some drivers fail with an error where others say that there is no GPU. An empty list is none.
    hidden = {"CUDA_VISIBLE_DEVICES": ""} if libraries.has_cuda_build() else {}
    return {**ENVIRONMENT, **libraries.environment(), **(hidden if gpu is None else _GPU_ENVIRONMENT)}


def bubblewrap_options(
    binds: Mapping[str, str | Path],
    limits: Limits = LIMITS,
    secrets: tuple[Path, ...] = (),
    gpu: Gpu | None = None,
    *,
    nests: bool = False,
) -> list[str]:
    """bubblewrap's options, in the order it applies them. ``nests``: what it starts may make namespaces of its own."""
    options = ["--unshare-all", "--unshare-user", "--new-session", "--die-with-parent", "--cap-drop", "ALL"]
    # The guest itself is the namespace's first process: one of bubblewrap's would have none of our limits, and its memory could
    # be written to by all inside. And nobody inside can signal the first.
    options += ["--as-pid-1"]
    options += ["--hostname", "room"]
    if "--disable-userns" in _bubblewrap_help() and not nests:
        options += ["--disable-userns"]
    options += ["--proc", "/proc", "--dev", "/dev"]
    for file in gpu.files if gpu is not None else ():
        options += ["--dev-bind", str(file), f"/dev/{file.name}"]
    for scratch in SCRATCH:
        options += ["--size", str(limits.scratch), "--perms", "0700", "--tmpfs", scratch]
    for name in ("lib", "lib64", "bin", "sbin"):
        if Path("/", name).is_symlink():
            options += ["--symlink", f"usr/{name}", f"/{name}"]
        elif Path("/", name).is_dir():
            options += ["--ro-bind", f"/{name}", f"/{name}"]
    for inside, outside in binds.items():
        options += ["--ro-bind", str(outside), inside]
    for secret in masked(binds, secrets):
        mask = ["--tmpfs", str(secret), "--remount-ro", str(secret)]
        options += mask if secret.is_dir() else ["--ro-bind", "/dev/null", str(secret)]
    for name, value in environment(gpu).items():
        options += ["--setenv", name, value]
    return [*options, "--chdir", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/"]


def masked(binds: Mapping[str, str | Path], secrets: tuple[Path, ...]) -> list[Path]:
    """What stands below the ``binds`` and is not to be seen: ``secrets`` among it."""
    paths = dict.fromkeys([*_secrets(), *(path.resolve() for path in secrets)])
    return [path for path in paths if any(path.is_relative_to(inside) for inside in binds) and path.exists()]


def _secrets() -> list[Path]:
    """Folders that may stand among what a room sees and are no student's: a kit's suites, the labels of test images, and
    settings (Jupyter's may hold a database's password).
    """
    installed = Path(sys.prefix).glob("lib/python*/site-packages/autograder")
    settings = (Path(prefix, "etc") for prefix in (sys.prefix, sys.base_prefix, "/usr", "/usr/local"))
    folders = (PACKAGE, *installed, Path("/usr/share/datasets"), *settings)
    return list(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def guest_command(kit: str, channel: int, *, alone: bool) -> list[str]:
    """The guest's own command line."""
    place = ["alone", *SCRATCH] if alone else ["beside"]
    return [*_python("main", kit), str(channel), *place]


def zygote_command(control: int, filter_descriptor: int) -> list[str]:
    """The zygote's own command line: see `autograder.guest.zygote`."""
    return [*_python("zygote", KIT), str(control), *([] if seccomp.available() else [str(filter_descriptor)])]


def _python(module: str, kit: str) -> list[str]:
    """``-I``: no environment, no user site, no current folder; ``-B``: writes no bytecode."""
    code = f"import sys; sys.path.insert(0, {kit!r}); from guest.{module} import main; main(sys.argv)"
    return [sys.executable, "-I", "-B", "-c", code]


# Run by root in a private mount namespace: bind each source where any user can reach it, then stop being root.
_STAGE = r"""
set -eu
stage=$1 user=$2; shift 2
mount -t tmpfs -o mode=755,size=1m,nosuid,nodev tmpfs "$stage"
n=0
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir "$stage/$n"; else : > "$stage/$n"; fi
  mount --rbind "$1" "$stage/$n"  # with what is mounted in it: containers get their driver's libraries so
  n=$((n + 1)); shift
done
shift
exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- env -i "$@"
"""


def room_command(
    view: View, options_descriptor: int, filter_descriptor: int, guest: list[str], *, nests: bool = False
) -> tuple[list[str], list[str]]:
    """The command that opens a room, and the options that bubblewrap reads from ``options_descriptor``.

    ``filter_descriptor`` is where it finds the compiled system call filter, if this machine can have one. ``nests``: for a
    zygote, which makes each room's namespaces and sets the filter there.

    The options travel through a descriptor because a room's first process shows its command line to all inside.

    Raises
    ------
    SandboxError
        There is no bubblewrap, or root lacks the tools to stop being root.
    """
    bwrap = require_bubblewrap()
    command = [bwrap, "--args", str(options_descriptor), "--", *guest]
    binds = read_only(view)
    filtered = [] if nests or seccomp.available() else ["--seccomp", str(filter_descriptor)]
    if os.geteuid() != 0:
        return command, filtered + bubblewrap_options(binds, view.limits, view.secrets, view.gpu, nests=nests)
    missing = [tool for tool in ("unshare", "mount", "setpriv") if shutil.which(tool, path=_BIND) is None]
    if missing:
        raise SandboxError(
            f"grading as root needs {', '.join(missing)} (package util-linux): install it, or grade as a user"
        )
    stage = view.home / "stage"
    stage.mkdir(mode=0o755, exist_ok=True)
    staged = {inside: stage / str(index) for index, inside in enumerate(binds)}
    user = str(_FIRST_UID + os.getpid() % _UIDS)
    stop_being_root = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _STAGE, "sh", str(stage), user]
    return [*stop_being_root, *map(str, binds.values()), "--", *command], filtered + bubblewrap_options(
        staged, view.limits, view.secrets, view.gpu, nests=nests
    )


def require_bubblewrap() -> str:
    """bubblewrap's path. Raises `SandboxError` where there is none."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxError(
            "bubblewrap is not installed, and student code never runs without it: "
            "sudo apt-get install bubblewrap (or write --unsafe-no-sandbox, at your own risk)"
        )
    return bwrap


def missing_layers() -> tuple[str, ...]:
    """Layers of the wall that this machine lacks, by name."""
    nested = "" if "--disable-userns" in _bubblewrap_help() else "nested user namespaces are not forbidden"
    return tuple(filter(None, (nested, seccomp.available(), cgroup.available())))


@functools.cache
def _bubblewrap_help() -> str:
    return subprocess.run(
        [require_bubblewrap(), "--help"], capture_output=True, text=True, timeout=20, check=False
    ).stdout
