"""What this machine has: interpreter, wall, MXNet, GPU, data; one finding each, in a sentence that says what to do.

Looks, and changes nothing. Must not know how grading is done.
"""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from . import datasets, sandbox
from .errors import AutograderError, DataError
from .room import ProcessRoom

# mxnet-cu112 1.9.1 holds machine code for these and no PTX: read off the wheel with cuobjdump.
_NEWEST_CAPABILITY = 8.9
_BUILDS = ("mxnet", "mxnet-cu112")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's. ``grave``: grading cannot work like this."""

    subject: str
    sentence: str
    healthy: bool = True
    grave: bool = False


def examine() -> Iterator[Finding]:
    """Look at everything, one finding at a time."""
    yield _interpreter()
    build = _build()
    yield build
    yield from _wall()
    yield _gpu(build)
    for name in datasets.NAMES:
        yield _data(name)


def _interpreter() -> Finding:
    version = platform.python_version()
    if version.startswith("3.11."):
        return Finding("python", f"Python {version}")
    return Finding("python", f"Python {version}: the kit is tested on 3.11 (NumPy < 1.24 ends there)", healthy=False)


def _build() -> Finding:
    found = []
    for name in _BUILDS:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    if len(found) == 1:
        return Finding("mxnet", found[0])
    if found:
        what = f"{' and '.join(found)} are both installed, and they are one module: uninstall both, install one"
    else:
        what = "not installed: pip install 'autograder[cpu]' (or [cu112] on a machine with an NVIDIA GPU)"
    return Finding("mxnet", what, healthy=False, grave=True)


def _wall() -> Iterator[Finding]:
    try:
        bwrap = sandbox.require_bubblewrap()
        version = subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
        started = time.monotonic()
        with sandbox.new_view() as view, ProcessRoom(view) as room:
            room.request("start", {"seed": 0, "driver": "", "limits": {}}, view.limits.start_seconds)
            opened = time.monotonic() - started
    except AutograderError as error:
        yield Finding("sandbox", str(error), healthy=False, grave=True)
        return
    yield Finding("sandbox", f"{version.strip()}: a room with MXNet imported opens in {opened:.1f} s")
    for layer in sandbox.missing_layers():
        yield Finding("sandbox", f"a layer of the wall is missing: {layer}", healthy=False)


def _gpu(build: Finding) -> Finding:
    smi = shutil.which("nvidia-smi")
    if smi is None:
        return Finding("gpu", "no NVIDIA driver: grading uses the CPU")
    command = [smi, "--query-gpu=name,memory.total,compute_cap", "--format=csv,noheader"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("gpu", f"nvidia-smi does not answer ({error}): grading uses the CPU", healthy=False)
    gpus = [line.strip() for line in listed.splitlines() if line.strip()]
    too_new = [gpu for gpu in gpus if _capability(gpu) > _NEWEST_CAPABILITY]
    if too_new:
        reason = "this MXNet build has no kernels for compute capability 9.0 and up (Hopper, Blackwell)"
        return Finding("gpu", f"{too_new[0]}: {reason}: grading uses the CPU", healthy=False)
    if "cu112" not in build.sentence:
        return Finding("gpu", f"{'; '.join(gpus)}: seen, but this MXNet build is for the CPU: grading uses the CPU")
    return Finding("gpu", f"{'; '.join(gpus)}: this build has kernels for it; grading uses the CPU for now")


def _capability(line: str) -> float:
    try:
        return float(line.rsplit(",", 1)[-1])
    except ValueError:
        return 0.0


def _data(name: str) -> Finding:
    try:
        data = datasets.load(name)
    except DataError as error:
        return Finding("data", f"{name}: {error}", healthy=False)
    if data.note:
        return Finding("data", f"{name}: {data.note}", healthy=False)
    return Finding("data", f"{name}: {len(data.train_labels):,} + {len(data.test_labels):,} images from {data.source}")
