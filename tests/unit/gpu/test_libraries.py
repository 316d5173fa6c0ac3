"""The CUDA build's libraries are found in NVIDIA's wheels first, then on the machine; the driver's library where it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpecManager

from autograder.errors import UsageError
from autograder.gpu import kernel, libraries

LOADER_CACHE = libraries._loader_cache.__wrapped__  # which the fixture replaces


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment with the CUDA build, two of NVIDIA's wheels and a folder without a library, and without a driver."""
    for name, library in (("cudnn", "libcudnn.so.8"), ("nccl", "libnccl.so.2"), ("empty", "__init__.py")):
        folder = tmp_path / "packages" / "nvidia" / name / "lib"
        folder.mkdir(parents=True)
        (folder / library).touch()
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet-cu112": "1.9.1"})
    monkeypatch.setattr(libraries.sysconfig, "get_path", lambda name: str(tmp_path / "packages"))
    monkeypatch.setattr(libraries, "_USUAL", (tmp_path / "usual",))
    monkeypatch.setattr(libraries, "_loader_cache", dict)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    return tmp_path / "packages" / "nvidia"


def put(library: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / library).touch()
    return folder


def path_of(environment: Any) -> list[str]:
    return environment["LD_LIBRARY_PATH"].split(":")


def test_the_folders_of_the_wheels_are_named_and_no_others(wheels: Path) -> None:
    assert path_of(libraries.environment()) == [str(wheels / "cudnn/lib"), str(wheels / "nccl/lib")]


@pytest.mark.parametrize("builds", [{"mxnet": "1.9.1"}, {}, {"mxnet": "1.9.1", "mxnet-cu112": "1.9.1"}])
def test_other_builds_get_nothing(wheels: Path, monkeypatch: pytest.MonkeyPatch, builds: dict[str, str]) -> None:
    monkeypatch.setattr(libraries, "builds", lambda: builds)
    assert libraries.environment("/own") == {} and not libraries.has_cuda_build()


def test_a_driver_in_a_folder_of_its_own_is_named_behind_them_and_what_was_asked_for_last(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = put(libraries.DRIVER, tmp_path / "wsl")
    monkeypatch.setenv("LD_LIBRARY_PATH", f"/nowhere:{own}")
    assert libraries.driver_folder() == own
    assert path_of(libraries.environment("/kept"))[2:] == [str(own), "/kept"]


def test_a_driver_that_is_linked_to_is_taken_where_it_is(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian links to the library through /etc, which no room has."""
    own = put(libraries.DRIVER, tmp_path / "nvidia" / "current")
    for name in ("libnvidia-ptxjitcompiler.so.1", "libother.so"):
        put(name, own)
    link = tmp_path / "links" / libraries.DRIVER
    link.parent.mkdir()
    link.symlink_to(own / libraries.DRIVER)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(link.parent))
    assert libraries.driver_folder() == own
    assert libraries.driver_files() == (own / libraries.DRIVER, own / "libnvidia-ptxjitcompiler.so.1")


def test_a_driver_where_the_loader_looks_anyway_needs_no_name(wheels: Path, tmp_path: Path) -> None:
    usual = put(libraries.DRIVER, tmp_path / "usual")
    assert libraries.driver_folder() == usual
    assert len(path_of(libraries.environment())) == 2


def test_a_driver_that_only_the_loaders_configuration_knows_is_found(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room has no /etc, so its environment must name the folder."""
    listed = tmp_path / "ldconfig"
    listed.write_text("#!/bin/sh\nprintf '2 libs\\n\\tlibcuda.so.1 (libc6,x86-64) => /opt/a/libcuda.so.1\\n'\n")
    listed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert LOADER_CACHE() == {"libcuda.so.1": Path("/opt/a/libcuda.so.1")}


def test_the_wheels_libraries_come_before_the_machines(wheels: Path, tmp_path: Path) -> None:
    put("libcudnn.so.8", tmp_path / "usual")
    put("libcublas.so.11", tmp_path / "usual")
    assert libraries.where("libcudnn.so.8") == wheels / "cudnn/lib"
    assert libraries.where("libcublas.so.11") == tmp_path / "usual"
    assert libraries.where("libcufft.so.10") is None


def test_for_a_shell_the_value_alone_is_printed() -> None:
    own = {**os.environ, "LD_LIBRARY_PATH": "/kept"}
    done = subprocess.run(
        [sys.executable, "-m", "autograder.gpu.libraries"], env=own, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip().split(":")[-1] == "/kept" and "\n" not in done.stdout.strip()


def test_the_kernel_is_ipykernels_own_with_the_libraries(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel.sys, "prefix", str(tmp_path / "environment"))
    folder = kernel.install()
    found = KernelSpecManager(kernel_dirs=[str(folder.parent)]).get_kernel_spec("python3")
    assert found.env == dict(libraries.environment())
    assert found.argv[0] == sys.executable and "ipykernel_launcher" in found.argv
    assert found.display_name == get_kernel_dict()["display_name"]
    monkeypatch.setattr(libraries, "builds", lambda: {"mxnet": "1.9.1"})
    kernel.install()  # another build since
    assert KernelSpecManager(kernel_dirs=[str(folder.parent)]).get_kernel_spec("python3").env == {}


def test_an_environment_of_somebody_else_is_named(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**about: Any) -> str:
        raise PermissionError(13, "no")

    monkeypatch.setattr(kernel, "install_specification", refuse)
    with pytest.raises(UsageError, match="cannot be written to: run `autograder kernel` as its owner"):
        kernel.install()
