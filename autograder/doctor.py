"""Checks of this machine for `autograder doctor`: Python, MXNet, sandbox, GPU, data, nbgrader settings.

Owns the findings, each a sentence that says what to do. Changes nothing. Must not know how grading is done.
"""

from __future__ import annotations

import platform
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from . import datasets
from .authoring.nbgrader_settings import missing_settings, warning
from .course.assignment import CONFIG, Course
from .errors import AutograderError, DataError
from .gpu import libraries
from .gpu.device import why_not
from .gpu.driver import DriverError, find_gpus
from .gpu.places import fits
from .room import bubblewrap
from .room.opening import open_room, why_cold
from .room.process import RoomDied


@dataclass(frozen=True)
class Finding:
    """One line of the output. ``grave``: grading cannot work until this is fixed."""

    subject: str
    sentence: str
    healthy: bool = True
    grave: bool = False


def examine(course: Course | None = None) -> Iterator[Finding]:
    """Examine the machine, one finding at a time; and the nbgrader settings of ``course``, if given."""
    works = True
    for finding in (_interpreter(), _build(), *_libraries(), *_wall()):
        works = works and not finding.grave
        yield finding
    yield from _gpus(works=works)
    for name in datasets.NAMES:
        yield _data(name)
    if course is not None:
        yield _nbgrader(course)


def _interpreter() -> Finding:
    version = platform.python_version()
    if version.startswith("3.11."):
        return Finding("python", f"Python {version}")
    return Finding("python", f"Python {version}: the kit is tested on 3.11 (NumPy < 1.24 ends there)", healthy=False)


def _build() -> Finding:
    found = [f"{name} {version}" for name, version in libraries.builds().items()]
    if len(found) == 1:
        return Finding("mxnet", found[0])
    if found:
        what = f"{' and '.join(found)} are both installed, and they are one module: uninstall both, install one"
    else:
        what = "not installed: pip install 'autograder[cpu]' (or [cu112] on a machine with an NVIDIA GPU)"
    return Finding("mxnet", what, healthy=False, grave=True)


def _libraries() -> Iterator[Finding]:
    """The libraries that the CUDA build is linked with, and where the kit finds each of them."""
    if not libraries.has_cuda_build():
        return
    places = {name: libraries.where(name) for name in (*libraries.LIBRARIES, libraries.DRIVER)}
    for name, place in places.items():
        if place is not None:
            yield Finding("cuda", f"{name}: {place / name}")
        elif name != libraries.DRIVER:
            what = "not found: pip install 'autograder[cu112]' brings it"
            yield Finding("cuda", f"{name}: {what}", healthy=False, grave=True)
        else:
            what = (
                "not found: no driver. mxnet-cu112 is linked with the NVIDIA driver's library and cannot be imported "
                "without it: install the driver, or the build for processors (autograder[cpu])"
            )
            yield Finding("cuda", f"{name}: {what}", healthy=False, grave=True)


def _wall() -> Iterator[Finding]:
    try:
        bwrap = bubblewrap.require_bubblewrap()
        version = subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
        first, second = _seconds_to_open(), _seconds_to_open()
    except (AutograderError, RoomDied) as error:
        yield Finding("sandbox", str(error), healthy=False, grave=True)
        return
    yield Finding("sandbox", f"{version.strip()}: a room with MXNet imported opens in {first:.1f} s")
    if why_cold():
        yield Finding("sandbox", f"rooms are cold, each imports MXNet anew: {why_cold()}")
    else:
        yield Finding(
            "sandbox", f"rooms are warm, those after the first open in {second:.2f} s: one import serves them all"
        )
    for layer in bubblewrap.missing_layers():
        yield Finding("sandbox", f"a layer of the sandbox is missing: {layer}", healthy=False)


def _seconds_to_open() -> float:
    started = time.monotonic()
    with open_room() as room:
        limits = room.view.limits
        room.request("start", {"seed": 0, "driver": "", "limits": dict(limits.as_rlimits())}, limits.start_seconds)
        return time.monotonic() - started


def _gpus(*, works: bool = True) -> Iterator[Finding]:
    """Each GPU, and whether grading will use it. ``works``: no grave finding prevents grading on this machine."""
    cpu = "grading uses the CPU" if works else "nothing is graded here until the faults above are mended"
    try:
        found = find_gpus()
    except DriverError as error:
        yield Finding("gpu", f"{error}: {cpu}", healthy=False)
        return
    if not found:
        what = "no NVIDIA driver" if libraries.driver_folder() is None else "the NVIDIA driver sees no GPU"
        yield Finding("gpu", f"{what}: {cpu}")
    for gpu in found:
        reason = why_not(gpu)
        driver = f"driver {gpu.driver}, {gpu.free / 2**30:.1f} GiB free"
        if reason:
            yield Finding("gpu", f"{gpu}, {driver}: {reason}; {cpu}", healthy=not libraries.has_cuda_build())
        else:
            room = f"{fits(gpu)} gradings fit into its memory at a time" if fits(gpu) else "its memory is full for now"
            yield Finding("gpu", f"{gpu}, {driver}: usable; {room if works else cpu}")


def _data(name: str) -> Finding:
    fetch = f"to download it: autograder data {name}"
    try:
        data = datasets.load(name, mirrors=())  # no mirrors: the doctor downloads nothing
    except DataError as error:
        return Finding("data", f"{name}: {error}; {fetch}", healthy=False)
    if data.note:
        return Finding("data", f"{name}: {data.note} {fetch.capitalize()}", healthy=False)
    return Finding("data", f"{name}: {len(data.train_labels):,} + {len(data.test_labels):,} images from {data.source}")


def _nbgrader(course: Course) -> Finding:
    missing = missing_settings(course)
    if missing:
        return Finding("nbgrader", warning(course, missing), healthy=False)
    return Finding("nbgrader", f"{course.root / CONFIG}: nbgrader's own commands grade through the kit")
