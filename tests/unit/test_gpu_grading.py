"""A grading that gets a GPU: what its room sees and may use, and what happens where the GPU fails it."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder import cuda, grading, sandbox
from autograder.errors import SandboxError
from autograder.gpus import MIB, Gpu
from autograder.grading import grade, with_fallback
from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.room import ProcessRoom
from autograder.sandbox import LIMITS, Limits

GPU = Gpu(1, "GPU-aa", "NVIDIA A100", 40960 * MIB, 40000 * MIB, (8, 0), "535.104.05", Path("/dev/nvidia1"))


# What the room sees and may use


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files as a driver makes them for two GPUs, each of them a device that anyone may read. Reachable without being root."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    folder.chmod(0o755)
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"):
        (folder / name).symlink_to("/dev/zero")
    monkeypatch.setattr(sandbox, "DEV", folder)
    yield folder
    shutil.rmtree(folder)


def seen(gpu: Gpu | None, source: str, limits: Limits = LIMITS) -> Any:
    """What a line of Python prints in a room with a GPU."""
    with sandbox.new_view(limits=limits, gpu=gpu) as view, ProcessRoom(view) as room:
        room.request("start", {"seed": 0, "driver": "", "limits": limits.as_rlimits(gpu)}, limits.start_seconds)
        answer = room.request("run", {"cell": "x", "source": source, "remove": []}, 30).body
    return answer["error"]["name"] if answer["error"] else answer["text"].strip()


LIST = "import os; print(*sorted(name for name in os.listdir('/dev') if 'nv' in name))"


def test_a_room_sees_the_files_of_its_gpu_and_of_no_other(devices: Path) -> None:
    gpu = dataclasses.replace(GPU, device=devices / "nvidia1")
    assert seen(gpu, LIST) == "nvidia-uvm nvidia1 nvidiactl"
    assert seen(gpu, "print(open('/dev/nvidia1', 'r+b', 0).read(3))") == r"b'\x00\x00\x00'"
    assert seen(gpu, "import os; os.remove('/dev/nvidia1')") in ("OSError", "PermissionError")


def test_a_room_without_a_gpu_sees_none(devices: Path) -> None:
    assert seen(None, LIST) == ""
    assert "--dev-bind" not in sandbox.bubblewrap_options({})


def test_a_gpu_computes_in_full_precision_and_without_one_cuda_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(None, "import os; print('NVIDIA_TF32_OVERRIDE' in os.environ)") == "False"
    assert sandbox.environment(GPU)["NVIDIA_TF32_OVERRIDE"] == "0"
    assert sandbox.environment() == dict(sandbox.ENVIRONMENT)
    monkeypatch.setattr(cuda, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    assert sandbox.environment()["CUDA_VISIBLE_DEVICES"] == ""
    assert "CUDA_VISIBLE_DEVICES" not in sandbox.environment(GPU)
    assert set(sandbox.environment(GPU)) >= {*sandbox.ENVIRONMENT, "LD_LIBRARY_PATH"}


def test_address_space_may_be_reserved_by_the_gigabyte_and_memory_may_not_be_used(devices: Path) -> None:
    """As CUDA does: 200 GiB that nothing may be written to. What can be written to counts."""
    gpu = dataclasses.replace(GPU, device=devices / "nvidia1")
    limits = Limits(memory=1024 * MIB)
    reserve = "import mmap; space = mmap.mmap(-1, 200 * 2**30, mmap.MAP_PRIVATE | 0x4000, 0); print('reserved')"
    assert seen(gpu, reserve, limits) == "reserved"
    assert seen(None, reserve) == "OSError"
    assert seen(gpu, f"x = bytearray({1024 * MIB})", limits) == "MemoryError"
    assert seen(gpu, f"x = bytearray({256 * MIB}); print(len(x) // 2**20)", limits) == "256"


def test_the_cuda_builds_libraries_do_not_count_against_the_student(monkeypatch: pytest.MonkeyPatch) -> None:
    before = LIMITS.as_rlimits()["RLIMIT_AS"]
    monkeypatch.setattr(cuda, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    assert LIMITS.as_rlimits()["RLIMIT_AS"] == before + 2048 * MIB
    assert "RLIMIT_AS" not in LIMITS.as_rlimits(GPU)


def test_a_driver_outside_of_the_system_is_shown_to_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "driver_folder", lambda: tmp_path)
    assert str(tmp_path) not in sandbox.read_only(sandbox.View(tmp_path / "home"))
    monkeypatch.setattr(cuda, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    assert sandbox.read_only(sandbox.View(tmp_path / "home"))[str(tmp_path)] == tmp_path
    monkeypatch.setattr(cuda, "driver_folder", lambda: Path("/usr/lib/wsl/lib"))
    assert "/usr/lib/wsl/lib" not in sandbox.read_only(sandbox.View(tmp_path / "home"))


# Where the GPU fails


def made(*results: tuple[str, float, Verdict, str]) -> Report:
    cells = [
        CellReport(cell, 4.0, (CheckResult("test.py::test", "A check", verdict, weight=1, message=message),))
        for cell, _, verdict, message in results
    ]
    return Report("tiny", 7, tuple(cells), seconds=1.0, environment={"device": "gpu(0)"}, notes=("own",))


RIGHT = made(("relu", 4.0, Verdict.PASSED, ""))
FAULTS = {
    "memory": "relu raised MXNetError: [10:00] src/storage/pooled.h:157: cudaMalloc retry failed: out of memory",
    "two devices": "net raised MXNetError: Operator dot require all inputs live on the same context. But the first",
    "before": "relu is not defined: its cell raised MXNetError: Check failed: e == cudaSuccess: CUDA: unspecified",
    "hidden": "Large numbers count, too.\n\nrelu raised MXNetError",
    "crash": "relu crashed the interpreter (an index out of bounds in an in-place operation can do this)",
    "death": "relu died",
}


class Gradings:
    """A grading that gives a report for each device, and remembers which it was asked for."""

    def __init__(self, on_gpu: Report | Exception, on_cpu: Report = RIGHT) -> None:
        self.on_gpu, self.on_cpu = on_gpu, on_cpu
        self.asked: list[Gpu | None] = []

    def __call__(self, gpu: Gpu | None) -> Report:
        self.asked.append(gpu)
        if gpu is None:
            return self.on_cpu
        if isinstance(self.on_gpu, Exception):
            raise self.on_gpu
        return self.on_gpu


@pytest.mark.parametrize("message", FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_gpu_is_graded_once_more_on_the_cpu_and_said(message: str) -> None:
    gradings = Gradings(made(("relu", 0.0, Verdict.RAISED, message)))
    report = with_fallback(gradings, GPU)
    assert gradings.asked == [GPU, None]
    assert report.score == 4.0
    said = " ".join(message.split())
    assert report.notes == (*RIGHT.notes, f"Graded on the CPU. On {GPU}: {said}")


def test_a_room_that_does_not_open_with_the_gpu_is_opened_without() -> None:
    gradings = Gradings(SandboxError("the room could not be opened: bwrap: no /dev/nvidia-uvm"))
    report = with_fallback(gradings, GPU)
    assert report.score == 4.0 and "no /dev/nvidia-uvm" in report.notes[-1]


def test_a_mistake_of_the_students_own_stays_one() -> None:
    """A shape that does not fit is MXNet's error, too. Both devices agree, and nothing is said of them."""
    wrong = made(("relu", 0.0, Verdict.RAISED, "relu raised MXNetError: Shape inconsistent"))
    gradings = Gradings(wrong, wrong)
    assert with_fallback(gradings, GPU) is wrong
    assert gradings.asked == [GPU, None]


@pytest.mark.parametrize(
    "report",
    [
        RIGHT,
        made(("relu", 0.0, Verdict.FAILED, "relu raised MXNetError")),
        made(("relu", 0.0, Verdict.RAISED, "relu raised ValueError: bad")),
        made(("relu", 0.0, Verdict.RAISED, "relu ran out of time")),
    ],
    ids=["right", "failed", "its own error", "endless"],
)
def test_what_no_gpu_did_is_not_graded_twice(report: Report) -> None:
    gradings = Gradings(report)
    assert with_fallback(gradings, GPU) is report
    assert gradings.asked == [GPU]


def test_the_same_seed_is_drawn_for_both(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Gpu | None, int]] = []

    def run(assignment: Any, submission: Any, *, seed: int, gpu: Gpu | None, **options: Any) -> Report:
        asked.append((gpu, seed))
        return made(("relu", 0.0, Verdict.RAISED, FAULTS["memory"])) if gpu else RIGHT

    monkeypatch.setattr(grading, "run_checks", run)
    assert grade(tiny.assignment, tiny.notebook(), gpu=GPU).score == 4.0
    (first, seed), (second, again) = asked
    assert (first, second) == (GPU, None) and seed == again


def test_the_report_names_the_device(tiny: Any, devices: Path) -> None:
    gpu = dataclasses.replace(GPU, device=devices / "nvidia1")
    report = grade(tiny.assignment, tiny.notebook(), gpu=gpu)
    assert report.environment["device"] == "gpu(0), NVIDIA A100" and report.notes == ()
    assert report.score == 22
    assert grade(tiny.assignment, tiny.notebook()).environment["device"] == "cpu(0)"


def test_a_gpu_whose_files_are_not_there_costs_nobody_a_grade(tiny: Any, devices: Path) -> None:
    (devices / "nvidia-uvm").unlink()
    report = grade(tiny.assignment, tiny.notebook(), gpu=dataclasses.replace(GPU, device=devices / "nvidia1"))
    assert report.score == 22 and report.environment["device"] == "cpu(0)"
    assert "nvidia-uvm" in report.notes[-1]
