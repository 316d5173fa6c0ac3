"""MXNet's CUDA build: whether it is installed, the shared libraries it needs, and where they are.

NVIDIA's wheels put each library into a folder of its own. Neither the loader nor MXNet looks there, so ``LD_LIBRARY_PATH``
must name these folders before a process starts that imports MXNet. Must not know GPUs, rooms or grading.

``python -m autograder.gpu.libraries`` prints the value of that variable, for a shell:
``export LD_LIBRARY_PATH=$(python -m autograder.gpu.libraries)``.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path

CUDA_BUILD = "mxnet-cu112"
BUILDS = ("mxnet", CUDA_BUILD)
DRIVER = "libcuda.so.1"
# The libraries that libmxnet.so of mxnet-cu112 1.9.1 needs (readelf -d), without the C library and those in its own wheel.
LIBRARIES = (
    "libcudart.so.11.0",
    "libcublas.so.11",
    "libcudnn.so.8",
    "libcufft.so.10",
    "libcurand.so.10",
    "libcusolver.so.11",
    "libnvrtc.so.11.2",
    "libnccl.so.2",
    "libnvToolsExt.so.1",
)
# Where glibc's loader looks by default, on Debian and on Red Hat.
_USUAL = tuple(
    map(Path, ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib"))
)


def builds() -> dict[str, str]:
    """The installed builds of MXNet, with their versions. Two are a fault: both install the same module."""
    found = {}
    for name in BUILDS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def has_cuda_build() -> bool:
    """Whether MXNet's CUDA build is installed, and no other build."""
    return set(builds()) == {CUDA_BUILD}


def library_folders() -> tuple[Path, ...]:
    """Folders of this interpreter's packages that hold NVIDIA's libraries."""
    packages = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    return tuple(
        sorted(folder for each in packages for folder in each.glob("nvidia/*/lib") if any(folder.glob("*.so*")))
    )


def driver_folder() -> Path | None:
    """The folder that holds the driver's library; ``None`` if this machine has no driver.

    Links are resolved: Debian's link to the library goes through /etc, which no room has.
    """
    folder = where(DRIVER)
    if folder is None:
        return None
    own = (folder / DRIVER).resolve().parent
    return own if (own / DRIVER).exists() else folder


def driver_files() -> tuple[Path, ...]:
    """The driver's libraries that a program needs to compute, without the other files in their folder."""
    folder = driver_folder()
    return () if folder is None else (folder / DRIVER, *sorted(folder.glob("libnvidia-*.so*")))


def where(library: str) -> Path | None:
    """The folder in which a process with `environment` finds a library; ``None`` if there is none."""
    asked = [Path(folder) for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder]
    for folder in (*library_folders(), *asked, *_USUAL):
        if (folder / library).exists():
            return folder
    known = _loader_cache().get(library)
    return known.parent if known is not None else None


def environment(inherited: str = "") -> Mapping[str, str]:
    """The environment variables that a process needs to import the CUDA build; none for the build without CUDA.

    ``inherited``: the ``LD_LIBRARY_PATH`` so far, which is kept behind the new folders.
    """
    if not has_cuda_build():
        return {}
    driver = driver_folder()
    usual = {folder.resolve() for folder in _USUAL}
    own = [str(folder) for folder in (driver,) if folder is not None and folder.resolve() not in usual]
    return {"LD_LIBRARY_PATH": ":".join(filter(None, [*map(str, library_folders()), *own, inherited]))}


@functools.cache
def _loader_cache() -> dict[str, Path]:
    """Paths in the loader's cache, which is made from /etc/ld.so.conf, by library name."""
    program = shutil.which("ldconfig", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return {}
    listed = subprocess.run([program, "-p"], capture_output=True, text=True, timeout=20, check=False).stdout
    # "\tlibcuda.so.1 (libc6,x86-64) => /usr/lib/wsl/lib/libcuda.so.1"
    lines = (line.strip().partition(" => ") for line in listed.splitlines() if "x86-64" in line)
    found: dict[str, Path] = {}
    for left, _, path in lines:
        found.setdefault(left.split(" ")[0], Path(path))
    return found


if __name__ == "__main__":
    _inherited = os.environ.get("LD_LIBRARY_PATH", "")
    print(environment(_inherited).get("LD_LIBRARY_PATH", _inherited))
