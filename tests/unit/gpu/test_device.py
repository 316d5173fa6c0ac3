"""A grading on a GPU: what its room sees and may use, and what happens if the GPU fails."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import SandboxError
from autograder.gpu import device, libraries
from autograder.gpu.device import graded_on
from autograder.gpu.driver import MIB, Gpu
from autograder.grading.grade import grade
from autograder.grading.sessions import Sessions
from autograder.guest import wire
from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.room import bubblewrap
from autograder.room.limits import LIMITS, Limits
from autograder.room.process import ProcessRoom

GPU = Gpu(1, "GPU-aa", "NVIDIA A100", 40960 * MIB, 40000 * MIB, (8, 0), "535.104.05", Path("/dev/nvidia1"))


# What the room sees and may use


@pytest.fixture
def dev() -> Iterator[Path]:
    """Device files as a driver makes them for two GPUs. Other users than root can read them, too."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    folder.chmod(0o755)
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"):
        (folder / name).symlink_to("/dev/zero")
    yield folder
    shutil.rmtree(folder)


def seen(gpu: Gpu | None, source: str, limits: Limits = LIMITS) -> Any:
    """What a line of Python prints in a room with a GPU."""
    with bubblewrap.new_view(limits=limits, gpu=gpu) as view, ProcessRoom(view) as room:
        room.request("start", {"seed": 0, "driver": "", "limits": limits.as_rlimits(gpu)}, limits.start_seconds)
        answer = room.request("run", {"cell": "x", "source": source}, 30).body
    return answer["error"]["name"] if answer["error"] else answer["text"].strip()


LIST = "import os; print(*sorted(name for name in os.listdir('/dev') if 'nv' in name))"


@pytest.mark.slow
def test_a_room_sees_the_files_of_its_gpu_and_of_no_other(dev: Path) -> None:
    gpu = dataclasses.replace(GPU, device=dev / "nvidia1")
    assert seen(gpu, LIST) == "nvidia-uvm nvidia1 nvidiactl"
    assert seen(gpu, "print(open('/dev/nvidia1', 'r+b', 0).read(3))") == r"b'\x00\x00\x00'"
    assert seen(gpu, "import os; os.remove('/dev/nvidia1')") in ("OSError", "PermissionError")


def test_a_room_without_a_gpu_sees_none(dev: Path) -> None:
    assert seen(None, LIST) == ""
    assert "--dev-bind" not in bubblewrap.bubblewrap_options({})


def test_a_gpu_computes_in_full_precision_and_without_one_cuda_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(None, "import os; print('NVIDIA_TF32_OVERRIDE' in os.environ)") == "False"
    assert bubblewrap.environment(GPU)["NVIDIA_TF32_OVERRIDE"] == "0"
    assert bubblewrap.environment() == dict(bubblewrap.ENVIRONMENT)
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    assert bubblewrap.environment()["CUDA_VISIBLE_DEVICES"] == ""
    assert "CUDA_VISIBLE_DEVICES" not in bubblewrap.environment(GPU)
    assert set(bubblewrap.environment(GPU)) >= {*bubblewrap.ENVIRONMENT, "LD_LIBRARY_PATH"}


@pytest.mark.slow
def test_address_space_may_be_reserved_by_the_gigabyte_and_memory_may_not_be_used(dev: Path) -> None:
    """CUDA reserves 200 GiB without write permission. Only memory with write permission counts."""
    gpu = dataclasses.replace(GPU, device=dev / "nvidia1")
    limits = Limits(memory=1024 * MIB)
    reserve = "import mmap; space = mmap.mmap(-1, 200 * 2**30, mmap.MAP_PRIVATE | 0x4000, 0); print('reserved')"
    assert seen(gpu, reserve, limits) == "reserved"
    assert seen(None, reserve) == "OSError"
    assert seen(gpu, f"x = bytearray({1024 * MIB})", limits) == "MemoryError"
    assert seen(gpu, f"x = bytearray({256 * MIB}); print(len(x) // 2**20)", limits) == "256"


def test_the_cuda_builds_libraries_do_not_count_against_the_student(monkeypatch: pytest.MonkeyPatch) -> None:
    before = LIMITS.as_rlimits()["RLIMIT_AS"]
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    assert LIMITS.as_rlimits()["RLIMIT_AS"] == before + 2048 * MIB
    assert "RLIMIT_AS" not in LIMITS.as_rlimits(GPU)


def test_a_driver_outside_of_the_system_is_shown_to_the_room_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (libraries.DRIVER, "libnvidia-ml.so.1", "diary"):
        (tmp_path / name).touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    monkeypatch.setattr(libraries, "library_folders", tuple)

    def shown() -> set[str]:
        return {
            inside for inside in bubblewrap.read_only(bubblewrap.View(tmp_path / "home")) if str(tmp_path) in inside
        }

    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet": "1.9.1"})
    assert not shown()
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    assert shown() == {str(tmp_path / libraries.DRIVER), str(tmp_path / "libnvidia-ml.so.1")}
    monkeypatch.setattr(libraries, "driver_folder", lambda: Path("/lib/x86_64-linux-gnu"))
    assert not shown() and "/lib/x86_64-linux-gnu/libcuda.so.1" not in bubblewrap.read_only(bubblewrap.View(tmp_path))


# Where the GPU fails


def made(*results: tuple[str, float, Verdict, str]) -> Report:
    cells = [
        CellReport(cell, 4.0, (CheckResult("test.py::test", "A check", verdict, weight=1, message=message),))
        for cell, _, verdict, message in results
    ]
    return Report("tiny", 7, tuple(cells), seconds=1.0, environment={"device": "gpu(0)"}, notes=("own",))


RIGHT = made(("relu", 4.0, Verdict.PASSED, ""))
FAULTS = {
    "memory": (Verdict.RAISED, "relu raised MXNetError: [10:00] src/storage/pooled.h:157: cudaMalloc retry failed"),
    "two devices": (Verdict.RAISED, "Operator dot require all inputs live on the same context."),
    "before": (Verdict.RAISED, "net raised NameError: name 'W1' is not defined"),
    "crash": (Verdict.RAISED, "relu crashed the interpreter (an index out of bounds in an in-place operation)"),
    "slow": (Verdict.RAISED, "relu ran out of time (one call may compute for 6 s)"),
    "used up": (Verdict.SKIPPED, "Not run: the submission had used up its 240 seconds."),
    "room": (Verdict.BROKEN, "SandboxError: the room could not be opened"),
    "value": (Verdict.FAILED, "row 2 is off by 0.1"),
}


class Gradings:
    """A grading that returns a report for each device, and records the devices and cells that it was called with."""

    def __init__(self, on_gpu: Report | Exception, on_cpu: Report | None = None) -> None:
        self.on_gpu, self.on_cpu = on_gpu, on_cpu or RIGHT
        self.asked: list[tuple[Gpu | None, Collection[str] | None]] = []

    def __call__(self, gpu: Gpu | None, cells: Collection[str] | None) -> Report:
        self.asked.append((gpu, cells))
        if gpu is None:
            return self.on_cpu
        if isinstance(self.on_gpu, Exception):
            raise self.on_gpu
        return self.on_gpu


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One GPU with one place; ``held`` says whether the place is taken now."""
    state: dict[str, Any] = {"held": False, "free": True}

    @contextlib.contextmanager
    def place(gpus: Sequence[Gpu]) -> Iterator[Gpu | None]:
        state["held"] = True
        yield gpus[0] if state["free"] else None
        state["held"] = False

    monkeypatch.setattr(device, "choose", lambda device: (GPU,) if device == "gpu" else ())
    monkeypatch.setattr(device, "place", place)
    return state


@pytest.mark.parametrize(("verdict", "message"), FAULTS.values(), ids=FAULTS)
def test_what_cost_points_on_a_gpu_is_graded_once_more_on_the_cpu_and_said(
    places: Any, verdict: Verdict, message: str
) -> None:
    gradings = Gradings(made(("relu", 0.0, verdict, message)))
    report = graded_on("gpu", gradings, ["relu"])
    assert gradings.asked == [(GPU, None), (None, None)]
    assert report.score == 4.0
    assert report.notes == (*RIGHT.notes, f"Graded on the CPU. On {GPU}: {message}")


def test_the_place_is_free_for_others_before_the_cpu_begins(places: Any) -> None:
    held: list[bool] = []

    def graded(gpu: Gpu | None, cells: Collection[str] | None) -> Report:
        held.append(places["held"])
        return made(("relu", 0.0, Verdict.FAILED, "no"))

    graded_on("gpu", graded, ["relu"])
    assert held == [True, False]


def test_a_room_that_does_not_open_with_the_gpu_is_opened_without(places: Any) -> None:
    gradings = Gradings(SandboxError("the room could not be opened: bwrap: no /dev/nvidia-uvm"))
    report = graded_on("gpu", gradings, ["relu"])
    assert report.score == 4.0 and "no /dev/nvidia-uvm" in report.notes[-1]


def test_a_mistake_of_the_students_own_stays_one_and_nothing_is_said_of_devices(places: Any) -> None:
    wrong, same = (made(("relu", 0.0, Verdict.RAISED, "relu raised MXNetError: Shape inconsistent")) for _ in range(2))
    gradings = Gradings(wrong, same)
    assert graded_on("gpu", gradings, ["relu"]) is same
    assert gradings.asked == [(GPU, None), (None, None)]


def test_what_is_right_on_the_gpu_is_believed_where_its_functions_are_right_on_the_cpu(places: Any) -> None:
    on_gpu = dataclasses.replace(RIGHT, seconds=2.0)
    gradings = Gradings(on_gpu)
    assert graded_on("gpu", gradings, ["relu"]) is on_gpu
    assert gradings.asked == [(GPU, None), (None, ["relu"])]


def test_what_is_right_on_the_gpu_alone_has_the_points_of_the_cpu(places: Any) -> None:
    """Code that names a GPU does this."""
    why = "relu raised MXNetError: Compile with USE_CUDA=1 to enable GPU usage"
    gradings = Gradings(RIGHT, made(("relu", 0.0, Verdict.RAISED, why)))
    report = graded_on("gpu", gradings, ["relu"])
    assert report.score == 0
    assert gradings.asked == [(GPU, None), (None, ["relu"]), (None, None)]
    assert report.notes[-1] == f"Graded on the CPU. On {GPU}: it earned all points, and earns fewer without a GPU"
    assert not places["held"]


@pytest.mark.parametrize(
    "message",
    [
        "Compile with USE_CUDA=1 to enable GPU usage",
        "Check failed: e == cudaSuccess: CUDA: no CUDA-capable device is detected",
        "Check failed: e == cudaSuccess: CUDA: invalid device ordinal",
    ],
)
def test_who_asks_for_a_gpu_that_is_not_there_is_told_about_the_device(tiny: Any, message: str) -> None:
    """This hint takes the place of the check's own: in a visible check, in a hidden one, and if the cell itself raised."""
    raises = f"raise mx.base.MXNetError({message!r})"
    for source in (f"def relu(X):\n    {raises}", raises):
        report = tiny.run(tiny.submission(relu=source))
        checks = report.cells[0].checks
        assert len(checks) >= 3 and all("fails on every machine without" in (check.hint or "") for check in checks)
    other = tiny.run(tiny.submission(relu="def relu(X):\n    raise ValueError('Shape inconsistent')")).cells[0].checks
    assert {check.hint for check in other} == {"Compare with 0.", None, "Think of large numbers."}


def test_without_a_gpu_the_cpu_is_asked_once_and_nothing_is_said(places: Any) -> None:
    gradings = Gradings(RIGHT)
    assert graded_on("cpu", gradings, ["relu"]) is RIGHT
    assert gradings.asked == [(None, None)]


def test_a_gpu_without_a_free_place_is_said(places: Any) -> None:
    places["free"] = False
    gradings = Gradings(RIGHT)
    report = graded_on("gpu", gradings, ["relu"])
    assert gradings.asked == [(None, None)]
    assert report.notes[-1] == f"Graded on the CPU. On {GPU}: it had too little free memory"


def test_a_students_words_cannot_do_anything_in_a_note(places: Any) -> None:
    report = graded_on(
        "gpu", Gradings(made(("relu", 0.0, Verdict.RAISED, "a\x1b[31m\nb\u202e" + "c" * 9_000))), ["relu"]
    )
    assert "a?[31m b?ccc" in report.notes[-1] and len(report.notes[-1]) == 300


def test_the_report_names_the_device_that_was_computed_on(tiny: Any, dev: Path, plain_room: Any) -> None:
    """The room has a GPU's device file, but MXNet finds no GPU: the notebook computes on the CPU, and the report says so."""
    gpu = dataclasses.replace(GPU, device=dev / "nvidia1")
    report = grade(tiny.assignment, tiny.notebook(), gpu=gpu)
    assert report.score == 22 and report.environment["device"] == "cpu(0)"
    said = plain_room()
    answer = said.request

    def on_a_gpu(kind: str, body: Any, seconds: float) -> wire.Frame:
        frame = answer(kind, body, seconds)
        return wire.Frame(frame.id, "value", "gpu(0)") if kind == "drive" and body["function"] == "device" else frame

    said.request = on_a_gpu
    assert tiny.run(room=said, gpu=gpu).environment["device"] == "gpu(0), NVIDIA A100"


@pytest.mark.parametrize("answer", ["gpu(0)<b>", "gpu(1234)", None, ["gpu(0)"]])
def test_what_a_guest_says_of_its_device_is_taken_for_a_device_or_not_at_all(
    tiny: Any, plain_room: Any, answer: Any
) -> None:
    room = plain_room()
    room.request = lambda kind, body, seconds: wire.Frame(1, "value", answer)
    sessions = Sessions.__new__(Sessions)
    sessions._room, sessions.limits = room, LIMITS
    assert sessions.device() == "unknown"


def test_a_gpu_whose_files_are_not_there_costs_nobody_a_grade(
    tiny: Any, dev: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (dev / "nvidia-uvm").unlink()
    monkeypatch.setattr(device, "choose", lambda device: (dataclasses.replace(GPU, device=dev / "nvidia1"),))
    monkeypatch.setattr(device, "place", lambda gpus: contextlib.nullcontext(gpus[0]))
    report = graded_on("gpu", lambda gpu, only: grade(tiny.assignment, tiny.notebook(), seed=1, gpu=gpu, only=only), [])
    assert report.score == 22 and report.environment["device"] == "cpu(0)"
    assert "nvidia-uvm" in report.notes[-1]
