"""The doctor's sentence for each state that a machine can be in."""

from __future__ import annotations

import importlib.metadata
import stat

import pytest

from autograder import doctor


@pytest.fixture
def smi(tmp_path, monkeypatch):
    """An nvidia-smi that prints what it is told."""

    def install(text, status=0):
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\necho '{text}'\nexit {status}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return install


CPU = doctor.Finding("mxnet", "mxnet 1.9.1")
CUDA = doctor.Finding("mxnet", "mxnet-cu112 1.9.1")


def test_no_driver_means_the_cpu(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = doctor._gpu(CUDA)
    assert finding.healthy
    assert "no NVIDIA driver" in finding.sentence


@pytest.mark.parametrize(("name", "capability"), [("NVIDIA H200", "9.0"), ("NVIDIA B200", "10.0")])
def test_a_gpu_newer_than_the_build_is_named_with_the_reason(smi, name, capability):
    smi(f"{name}, 143771 MiB, {capability}")
    finding = doctor._gpu(CUDA)
    assert not finding.healthy
    assert name in finding.sentence
    assert "no kernels for compute capability 9.0" in finding.sentence


def test_a_gpu_beside_a_cpu_build_is_said_to_be_unused(smi):
    smi("NVIDIA A100-SXM4-40GB, 40960 MiB, 8.0")
    assert "this MXNet build is for the CPU" in doctor._gpu(CPU).sentence
    assert "has kernels for it" in doctor._gpu(CUDA).sentence


def test_a_driver_that_does_not_answer_is_named(smi):
    smi("", status=9)
    finding = doctor._gpu(CUDA)
    assert not finding.healthy
    assert "does not answer" in finding.sentence


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
