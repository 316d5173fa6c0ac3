"""The doctor's sentence for each state that a machine can be in."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from autograder import doctor
from autograder.datasets import originals
from autograder.gpu import libraries
from autograder.room import opening


def gpu_findings():
    return list(doctor._gpus())


def test_no_driver_means_the_cpu(smi, monkeypatch):
    monkeypatch.setattr(libraries, "driver_folder", lambda: None)
    (finding,) = gpu_findings()
    assert finding.healthy
    assert finding.sentence == "no NVIDIA driver: grading uses the CPU"


def test_a_driver_without_a_gpu_means_the_cpu(smi, monkeypatch):
    monkeypatch.setattr(libraries, "driver_folder", lambda: "/usr/lib")
    smi.says("No devices were found", status=6)
    (finding,) = gpu_findings()
    assert finding.healthy
    assert finding.sentence == "the NVIDIA driver sees no GPU: grading uses the CPU"


def test_a_usable_gpu_is_described(smi):
    smi.says(smi.a100)
    (finding,) = gpu_findings()
    assert finding.healthy
    assert finding.sentence == (
        "GPU 0 (NVIDIA A100-SXM4-40GB, 40 GiB, compute capability 8.0), driver 535.104.05, 39.1 GiB free: usable; "
        "25 gradings fit into its memory at a time"
    )


@pytest.mark.parametrize(("name", "capability"), [("NVIDIA H200", "9.0"), ("NVIDIA B200", "10.0")])
def test_a_gpu_newer_than_the_build_is_named_with_the_reason(smi, name, capability):
    smi.says(smi.a100, f"1, GPU-cc, {name}, 143771, 143000, {capability}, 570.86.15, 00000000:5E:00.0")
    usable, finding = gpu_findings()
    assert usable.healthy
    assert not finding.healthy
    assert not finding.grave
    assert name in finding.sentence
    assert "no GPU of compute capability 9.0 or higher (Hopper, Blackwell) can run it" in finding.sentence
    assert finding.sentence.endswith("; grading uses the CPU")


def test_a_gpu_beside_a_cpu_build_is_said_to_be_unused(smi, monkeypatch):
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet": "1.9.1"})
    smi.says(smi.a100)
    (finding,) = gpu_findings()
    assert finding.healthy
    assert "is not used: mxnet is installed, and not mxnet-cu112 alone" in finding.sentence


def test_a_driver_that_does_not_answer_is_named(smi):
    smi.says("NVIDIA-SMI has failed because it could not communicate with the driver.", status=9)
    (finding,) = gpu_findings()
    assert not finding.healthy
    assert "does not answer: NVIDIA-SMI has failed" in finding.sentence


def test_where_nothing_is_graded_no_device_is_promised(smi, monkeypatch):
    """The CUDA build cannot be imported."""
    monkeypatch.setattr(libraries, "driver_folder", lambda: None)
    monkeypatch.setattr(doctor, "_wall", lambda: iter([doctor.Finding("sandbox", "no", healthy=False, grave=True)]))
    for said in ([], [smi.a100], ["garbage"]):
        smi.says(*said)
        about = [finding.sentence for finding in doctor.examine() if finding.subject == "gpu"]
        assert about and all("nothing is graded here until the faults above are mended" in each for each in about)
        assert "CPU" not in "".join(about)


def test_the_doctor_downloads_nothing(monkeypatch, tmp_path):
    for name in ("AUTOGRADER_DATA", "MXNET_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("AUTOGRADER_OFFLINE", "0")
    monkeypatch.setattr(originals, "_fetch", lambda *_: pytest.fail("asked the network"))
    for name in ("mnist", "fashion-mnist"):
        finding = doctor._data(name)
        assert not finding.healthy
        assert f"autograder data {name}" in finding.sentence
    assert list(tmp_path.iterdir()) == []


def test_every_library_of_the_cuda_build_is_named_with_its_place(monkeypatch):
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    monkeypatch.setattr(
        libraries, "where", lambda name: None if name in ("libnccl.so.2", libraries.DRIVER) else Path("/l")
    )
    said = {finding.sentence.partition(": ")[0]: finding for finding in doctor._libraries()}
    assert set(said) == {*libraries.LIBRARIES, libraries.DRIVER}
    assert said["libcudnn.so.8"].sentence == "libcudnn.so.8: /l/libcudnn.so.8"
    assert said["libnccl.so.2"].grave
    assert "pip install 'autograder[cu112]'" in said["libnccl.so.2"].sentence
    assert said[libraries.DRIVER].grave
    assert "no driver" in said[libraries.DRIVER].sentence
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet": "1.9.1"})
    assert list(doctor._libraries()) == []


def _installed(monkeypatch, *names):
    def version(name):
        if name in names:
            return "1.9.1"
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)


def test_two_builds_of_mxnet_at_once_are_grave(monkeypatch):
    _installed(monkeypatch, "mxnet", "mxnet-cu112")
    finding = doctor._build()
    assert finding.grave
    assert "uninstall both" in finding.sentence


def test_no_mxnet_is_grave_and_says_how_to_get_it(monkeypatch):
    _installed(monkeypatch)
    finding = doctor._build()
    assert finding.grave
    assert "pip install" in finding.sentence


def test_missing_data_is_named_and_not_grave(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path))
    monkeypatch.setenv("MXNET_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("AUTOGRADER_OFFLINE", "1")
    digits, fashion = doctor._data("mnist"), doctor._data("fashion-mnist")
    assert "stand in for it" in digits.sentence
    assert not digits.healthy
    assert not fashion.healthy
    assert not fashion.grave


@pytest.mark.slow
@pytest.mark.parametrize("cold", ["", "1"])
def test_warm_rooms_are_told_from_cold_ones_with_the_reason(cold, monkeypatch):
    monkeypatch.setenv(opening.COLD_ROOMS, cold)
    findings = list(doctor._wall())
    told = [finding.sentence for finding in findings if "rooms are" in finding.sentence]
    if cold:
        assert told == ["rooms are cold, each imports MXNet anew: AUTOGRADER_COLD_ROOMS is set"]
    else:
        assert len(told) == 1 and told[0].startswith("rooms are warm, those after the first open in "), findings
    assert not any(finding.grave for finding in findings)
