"""GPUs read from nvidia-smi; the choice of GPUs for a grading; and places on them, counted across processes."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.gpu import device, driver, libraries, places
from autograder.gpu.device import choose, why_not
from autograder.gpu.driver import MIB, DriverError, Gpu

GPU = Gpu(0, "GPU-aa", "NVIDIA A100-SXM4-40GB", 40960 * MIB, 40000 * MIB, (8, 0), "535.104.05", Path("/dev/nvidia0"))


# Reading nvidia-smi


def test_a_gpu_is_read_off_nvidia_smi(smi: Any) -> None:
    smi.says(smi.a100)
    assert driver.find_gpus() == (dataclasses.replace(GPU, device=smi.dev / "nvidia0"),)


def test_a_name_with_a_comma_is_one_name(smi: Any) -> None:
    smi.says(smi.a100.replace("NVIDIA A100-SXM4-40GB", '"NVIDIA, Tesla"'))
    assert driver.find_gpus()[0].name == "NVIDIA, Tesla"


def test_the_device_file_is_the_drivers_number_and_not_nvidia_smis(smi: Any, tmp_path: Path) -> None:
    folder = tmp_path / "proc" / "0000:3b:00.0"
    folder.mkdir(parents=True)
    (folder / "information").write_text("Model: \t\t NVIDIA A100\nDevice Minor: \t 3\nGPU Excluded:\t No\n")
    smi.says(smi.a100, smi.h200)
    assert [gpu.device for gpu in driver.find_gpus()] == [smi.dev / "nvidia3", smi.dev / "nvidia1"]


def test_no_driver_and_no_gpu_are_nothing(smi: Any) -> None:
    assert driver.find_gpus() == ()
    smi.says("No devices were found", status=6)
    assert driver.find_gpus() == ()


@pytest.mark.parametrize("line", ["0, GPU-aa, a, [N/A], 1, 8.0, 1, 0", "0, GPU-aa", "?"])
def test_what_cannot_be_read_is_named(smi: Any, line: str) -> None:
    smi.says(line)
    with pytest.raises(DriverError, match="cannot read this line of nvidia-smi"):
        driver.find_gpus()


def test_one_line_that_cannot_be_read_hides_no_other_gpu(smi: Any) -> None:
    smi.says("WARNING: infoROM is corrupted at gpu 0000:3B:00.0", smi.a100, smi.h200.replace("143771", "[N/A]"))
    assert [gpu.index for gpu in driver.find_gpus()] == [0]


def test_a_gpu_without_its_files_or_with_an_old_driver_is_not_used(smi: Any) -> None:
    smi.says(smi.a100.replace("535.104.05", "418.226.00"))
    assert why_not(driver.find_gpus()[0]) == "has driver 418.226.00, and CUDA 11 needs 450.80 or later"
    (smi.dev / "nvidia-uvm").unlink()
    smi.says(smi.a100)
    assert f"there is no {smi.dev}/nvidia-uvm (run nvidia-modprobe" in why_not(driver.find_gpus()[0])
    assert choose("auto") == ()


@pytest.mark.parametrize(
    ("capability", "usable"),
    [
        ((3, 7), False),
        ((5, 0), True),
        ((5, 2), True),
        ((6, 1), True),
        ((7, 5), True),
        ((8, 0), True),
        ((8, 9), True),
        ((9, 0), False),
        ((10, 0), False),
        ((12, 0), False),
    ],
)
def test_the_builds_kernels_run_within_their_major_version(smi: Any, capability: tuple[int, int], usable: bool) -> None:
    reason = why_not(dataclasses.replace(GPU, capability=capability, device=smi.dev / "nvidia0"))
    assert (reason == "") is usable
    assert ("Hopper, Blackwell" in reason) is (capability >= (9, 0))


# The choice of GPUs


def chosen(wish: str) -> list[int]:
    return [gpu.index for gpu in choose(wish)]


def test_automatically_those_that_the_build_can_use(smi: Any) -> None:
    smi.says(smi.a100, smi.h200, smi.a100.replace("0, GPU-aa", "2, GPU-cc"))
    assert chosen("auto") == chosen("gpu") == [0, 2]
    assert (chosen("gpu:0"), chosen("gpu:2"), chosen("cpu")) == ([0], [2], [])


@pytest.mark.parametrize(
    ("visible", "indices"),
    [("0", [0]), ("2,0", [0, 2]), ("GPU-c", [2]), ("", []), ("7", []), ("NoDevFiles", [])],
)
def test_gpus_that_others_were_given_are_left_alone(
    smi: Any, monkeypatch: pytest.MonkeyPatch, visible: str, indices: list[int]
) -> None:
    smi.says(smi.a100, smi.h200, smi.a100.replace("0, GPU-aa", "2, GPU-cc"))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert chosen("auto") == indices


def test_automatically_the_cpu_where_there_is_none_that_can_be_used(smi: Any) -> None:
    assert chosen("auto") == []
    smi.says("it broke", status=9)
    assert chosen("auto") == []
    smi.says(smi.h200)
    assert chosen("auto") == []


def test_the_build_for_processors_does_not_even_ask(smi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet": "1.9.1"})
    monkeypatch.setattr(device, "find_gpus", lambda: pytest.fail("asked"))
    assert chosen("auto") == []


@pytest.mark.parametrize(
    ("wish", "lines", "words"),
    [
        ("gpu", [], "no NVIDIA GPU was found"),
        ("gpu:0", [], "no NVIDIA GPU was found"),
        ("gpu:3", ["a100", "h200"], "there is no GPU 3, only 0, 1"),
        (
            "gpu:1",
            ["a100", "h200"],
            "GPU 1 .NVIDIA H200, 140 GiB, compute capability 9.0. has no kernels in mxnet-cu112",
        ),
        ("gpu", ["h200"], "Hopper, Blackwell"),
        ("cuda", [], "expected auto, cpu, gpu or gpu:N"),
        ("gpu:", [], "expected auto, cpu, gpu or gpu:N"),
        ("", [], "expected auto, cpu, gpu or gpu:N"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(smi: Any, wish: str, lines: list[str], words: str) -> None:
    if lines:
        smi.says(*(getattr(smi, line) for line in lines))
    with pytest.raises(UsageError, match=words) as error:
        choose(wish)
    assert "\n" not in str(error.value)


def test_a_driver_that_does_not_answer_is_an_error_where_a_gpu_was_asked_for(smi: Any) -> None:
    smi.says("it broke", status=9)
    with pytest.raises(UsageError, match="does not answer: it broke; repair the driver, or"):
        choose("gpu")


# Places


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The free memory of each GPU, in places; tests change it."""
    free = {"GPU-aa": 2, "GPU-bb": 1}

    def look(gpu: Gpu) -> Gpu:
        return dataclasses.replace(gpu, free=free[gpu.uuid] * places.NEED + places._RESERVE + 7)

    monkeypatch.setattr(places, "look_again", look)
    monkeypatch.setattr(places, "_POLL", 0.01)
    return free


OTHER = dataclasses.replace(GPU, index=1, uuid="GPU-bb")


def test_as_many_as_fit_and_then_the_next_gpu(tmp_path: Path, memory: dict[str, int]) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(places.place([GPU, OTHER], tmp_path / "q")) for _ in range(3)]
        assert [gpu.uuid for gpu in held if gpu] == ["GPU-aa", "GPU-aa", "GPU-bb"]


def test_who_comes_too_late_waits_for_a_place(tmp_path: Path, memory: dict[str, int]) -> None:
    memory["GPU-aa"] = 1
    order: list[str] = []

    def late() -> None:
        with places.place([GPU], tmp_path) as gpu:
            order.append(f"late on {gpu.uuid if gpu else None}")

    with places.place([GPU], tmp_path):
        thread = threading.Thread(target=late)
        thread.start()
        time.sleep(0.3)
        order.append("first ends")
    thread.join(20)
    assert order == ["first ends", "late on GPU-aa"]


def test_where_others_fill_the_gpu_the_cpu_is_next(tmp_path: Path, memory: dict[str, int]) -> None:
    memory["GPU-aa"] = 0
    with places.place([GPU], tmp_path) as gpu:
        assert gpu is None
    with places.place([GPU, OTHER], tmp_path) as gpu:
        assert gpu == OTHER


def test_without_gpus_nothing_is_written(tmp_path: Path) -> None:
    with places.place([], tmp_path / "q") as gpu:
        assert gpu is None
    assert list(tmp_path.iterdir()) == []


def test_who_has_waited_long_enough_takes_the_cpu(
    tmp_path: Path, memory: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory["GPU-aa"] = 1
    monkeypatch.setattr(places, "_PATIENCE", 0.1)
    with places.place([GPU], tmp_path) as first, places.place([GPU], tmp_path) as second:
        assert (first, second) == (GPU, None)


def test_a_gpu_that_is_gone_has_no_places(
    tmp_path: Path, memory: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with places.place([GPU], tmp_path) as gpu:
        assert gpu == GPU

    def gone(gpu: Gpu) -> Gpu:
        raise DriverError("gone")

    monkeypatch.setattr(places, "look_again", gone)
    with places.place([GPU], tmp_path) as gpu:
        assert gpu is None


HOLD = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
from test_driver import GPU, places
places.look_again = lambda gpu: gpu
places.NEED = GPU.free // 2
with places.place([GPU], Path({folder!r})) as gpu:
    print(gpu.uuid, flush=True)
    time.sleep(60)
"""


def test_the_place_of_a_killed_process_is_free_again(tmp_path: Path, memory: dict[str, int]) -> None:
    memory["GPU-aa"] = 1
    script = HOLD.format(here=str(Path(__file__).parent), folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline() == "GPU-aa\n"
        seen = places._Places(tmp_path, GPU)
        assert not seen.take() and seen.others == 1
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    with places.place([GPU], tmp_path) as gpu:
        assert gpu == GPU


def _hold(folder: Path, number: int, results: Any) -> None:
    places.look_again = lambda gpu: dataclasses.replace(gpu, free=3 * places.NEED + places._RESERVE)
    places._POLL = 0.01
    for _ in range(5):
        with places.place([GPU], folder):
            mark = folder / f"inside-{number}-{os.getpid()}"
            mark.touch()
            results.put(len(list(folder.glob("inside-*"))))
            time.sleep(0.01)
            mark.unlink()


def test_many_processes_never_hold_more_places_than_there_are(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    crowd = [context.Process(target=_hold, args=(tmp_path, number, results)) for number in range(8)]
    for process in crowd:
        process.start()
    counts = [results.get(timeout=60) for _ in range(40)]
    for process in crowd:
        process.join(20)
    assert max(counts) <= 3
    assert all(process.exitcode == 0 for process in crowd)
