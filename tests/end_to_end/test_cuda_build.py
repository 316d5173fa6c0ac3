"""mxnet-cu112 on a machine without a GPU: rooms, kernels and the command line import it and grade with it.

The driver is a library without a GPU that is compiled here. These tests run where mxnet-cu112 is installed
(`make test DEVICE=cu112`), or with the Python that AUTOGRADER_CU112 names; they wait until that file exists.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.gpu import libraries

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
GPUS = "import mxnet as mx; print(mx.__version__, mx.context.num_gpus(), mx.nd.ones(2).asnumpy())"
SECONDS = 300  # to wait for an environment that is set up while the tests run
IMPORTED = "1.9.1 0 [1. 1.]"


@pytest.fixture(scope="module")
def python() -> str:
    named = os.environ.get("AUTOGRADER_CU112")
    if named is None:
        if not libraries.has_cuda_build():
            pytest.skip("mxnet-cu112 is not the build that is installed (make test DEVICE=cu112)")
        return sys.executable
    deadline = time.monotonic() + SECONDS
    while not Path(named).exists():
        if time.monotonic() > deadline or Path(named).with_name("failed").exists():
            pytest.skip(f"there is no {named}")
        time.sleep(1)
    return named


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a driver that finds no GPU."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        pytest.skip("no C compiler to make a driver with")
    folder = tmp_path_factory.mktemp("driver")
    made = ["-shared", "-fPIC", "-Wl,-soname,libcuda.so.1", "-o", str(folder / "libcuda.so.1")]
    subprocess.run([compiler, *made, str(HERE / "driver_without_gpu.c")], check=True, timeout=60)
    program = folder / "nvidia-smi"
    program.write_text("#!/bin/sh\necho No devices were found\nexit 6\n")
    program.chmod(0o755)
    folder.chmod(0o755)  # a room's user must be able to read it, like a real driver's folder
    return folder


def run(python: str, *arguments: str, driver: Path | None, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    if driver is not None:  # ahead of this machine's own driver, if any
        environment |= {"LD_LIBRARY_PATH": str(driver), "PATH": f"{driver}:{os.environ['PATH']}"}
    environment |= {"PYTHONPATH": str(CHECKOUT), **more}
    return subprocess.run(
        [python, *arguments], env=environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_command_line_finds_the_libraries(python: str, driver: Path) -> None:
    value = run(python, "-m", "autograder.gpu.libraries", driver=driver).stdout.strip()
    assert len(value.split(":")) > 8 and str(driver) in value.split(":")
    done = run(python, "-c", GPUS, driver=None, LD_LIBRARY_PATH=value)
    assert done.stdout.strip() == IMPORTED, done.stderr
    assert "cannot open shared object file" in run(python, "-c", GPUS, driver=driver).stderr


def test_the_doctor_finds_every_library_and_no_gpu(python: str, driver: Path) -> None:
    done = run(python, "-m", "autograder.cli", "doctor", driver=driver)
    assert done.returncode == 0, done.stdout
    for library in (*libraries.LIBRARIES, libraries.DRIVER):
        assert f"ok   cuda     {library}: /" in done.stdout
    assert "ok   mxnet    mxnet-cu112 1.9.1" in done.stdout
    assert "a room with MXNet imported opens" in done.stdout
    assert "the NVIDIA driver sees no GPU: grading uses the CPU" in done.stdout


def test_without_a_driver_the_doctor_says_so_and_names_the_remedy(python: str) -> None:
    if libraries.driver_folder() is not None:
        pytest.skip("this machine has a driver")
    done = run(python, "-m", "autograder.cli", "doctor", driver=None)
    assert done.returncode == 1
    assert "FAIL cuda     libcuda.so.1: not found: no driver." in done.stdout
    assert "the build for processors (autograder[cpu])" in done.stdout


@pytest.mark.parametrize("name", ["mlp-mnist", "mxnet-symbol"])
def test_a_room_grades_on_the_cpu(python: str, driver: Path, tmp_path: Path, name: str) -> None:
    notebook, answer = CHECKOUT / "source" / name / f"{name}.ipynb", tmp_path / "report.json"
    done = run(python, "-m", "autograder.cli", "grade", name, str(notebook), "--json", str(answer), driver=driver)
    assert done.returncode == 0, done.stderr
    report = json.loads(answer.read_text())
    assert sum(cell["points"] for cell in report["cells"]) == 47
    assert (report["environment"]["build"], report["environment"]["device"]) == ("mxnet-cu112", "cpu(0)")
    assert not report["notes"]


def test_a_gpu_that_is_not_there_is_refused_in_one_line(python: str, driver: Path) -> None:
    notebook = CHECKOUT / "source" / "mlp-mnist" / "mlp-mnist.ipynb"
    done = run(python, "-m", "autograder.cli", "grade", "mlp-mnist", str(notebook), "--device", "gpu", driver=driver)
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0 and "no NVIDIA GPU was found" in done.stderr


def test_a_students_own_check_runs_without_a_room(python: str, driver: Path) -> None:
    notebook = CHECKOUT / "source" / "mlp-mnist" / "mlp-mnist.ipynb"
    done = run(python, "-m", "autograder.cli", "check", str(notebook), driver=driver)
    assert done.returncode == 0, done.stdout + done.stderr


KERNEL = """
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3")
try:
    say = lambda message: print(message["content"].get("text", message["content"]))
    client.execute_interactive(sys.argv[1], timeout=120, output_hook=say)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""


def test_a_students_kernel_finds_the_libraries(python: str, driver: Path, tmp_path: Path) -> None:
    installed = "import sys; sys.prefix = sys.argv[1]; from autograder.gpu.kernel import install; install()"
    done = run(python, "-c", installed, str(tmp_path), driver=driver)
    assert done.returncode == 0, done.stderr
    done = run(python, "-c", KERNEL, GPUS, driver=None, JUPYTER_PATH=str(tmp_path / "share" / "jupyter"))
    assert IMPORTED in done.stdout, done.stdout + done.stderr
