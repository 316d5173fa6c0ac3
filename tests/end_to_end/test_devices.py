"""The same submission gets the same score on every device.

A machine without a GPU has two devices, too: MXNet's cpu(0) and cpu(1). Here cpu(1) stands in for a GPU: an operation on arrays
of both raises the error that it would raise for a GPU.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder import datasets
from autograder.authoring.trials import trials
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.samples import exchange, solved
from autograder.errors import DataError
from autograder.gpu import device, driver
from autograder.gpu.device import choose, graded_on
from autograder.grading.grade import grade, open_view, run_checks
from autograder.grading.plan import Plan, data_of
from autograder.model import Report
from autograder.room.process import ProcessRoom
from autograder.submission.rebuild import read_submission

pytestmark = pytest.mark.slow
SEED = 7
# Replaces the cell that chooses the device. MXNet allows operations on arrays of cpu(0) and cpu(1), but refuses those on arrays
# of a CPU and a GPU, except for copies. This cell makes it refuse both.
ELSEWHERE = """
import sys

def refuse_strangers():
    from mxnet._ctypes import ndarray as low

    NDArray = mx.nd.NDArray
    invoke, copyto = low._imperative_invoke, NDArray.copyto
    copying = []

    def checked(handle, ndargs, keys, vals, out, *rest, **named):
        outs = list(out) if isinstance(out, (list, tuple)) else [out]
        met = {array.context for array in [*ndargs, *outs] if isinstance(array, NDArray)}
        if len(met) > 1 and not copying:
            raise mx.base.MXNetError(f"all inputs must live on the same context, and these are on {met}")
        return invoke(handle, ndargs, keys, vals, out, *rest, **named)

    def copied(self, other):
        copying.append(self)
        try:
            return copyto(self, other)
        finally:
            copying.pop()

    NDArray.copyto = copied
    for module in list(sys.modules.values()):
        if getattr(module, "_imperative_invoke", None) is invoke:
            module._imperative_invoke = checked

refuse_strangers()
ctx = model_ctx = data_ctx = mx.cpu(1)
"""


def elsewhere(assignment: Assignment) -> Assignment:
    """The assignment, with a notebook on cpu(1), whose arrays may not be combined with those of cpu(0)."""
    cells = nbformat.from_dict([dict(cell) for cell in assignment.cells])
    chosen = [cell for cell in cells if cell.cell_type == "code" and "ctx = best_device()" in cell.source]
    assert len(chosen) == 1
    chosen[0].source = ELSEWHERE
    return dataclasses.replace(assignment, cells=tuple(cells))


GPU = driver.Gpu(0, "GPU-aa", "cpu(1)", 0, 0, (8, 0), "none", Path("/dev/nvidia0"))
ASSIGNMENTS = ["mlp-mnist", "mlp-fashion", "mxnet-symbol"]


class TwoDevices:
    """Grades one assignment on cpu(1), which stands in for a GPU, and on cpu(0) where `graded_on` falls back to the CPU."""

    def __init__(self, name: str, rooms: contextlib.ExitStack) -> None:
        self.assignment = load_assignment(name)
        try:
            datasets.prepare(self.assignment.dataset or "")
        except DataError as error:
            pytest.skip(str(error))
        self.other = elsewhere(self.assignment)
        view = rooms.enter_context(open_view(self.assignment, data_of(self.assignment)))
        self._room = rooms.enter_context(ProcessRoom(view))

    def points(self, sources: dict[str, str], *, quick: bool = True) -> tuple[dict[str, float], tuple[str, ...]]:
        """Replace cells of the solution and grade it as `grade` does with a GPU; returns lost points by cell, and notes."""
        functions = [name for name in self.assignment.solutions if name not in self.assignment.slow]

        def graded(gpu: driver.Gpu | None, cells: Collection[str] | None) -> Report:
            assignment = self.assignment if gpu is None else self.other
            submission = read_submission(assignment, exchange(solved(assignment), sources))
            only = functions if quick else cells
            return run_checks(assignment, submission, self._room, Plan.of(assignment, seed=SEED, only=only))

        report = graded_on("gpu", graded, self.assignment.solutions)
        lost = {cell.cell: cell.points - cell.max_points for cell in report.cells if cell.points < cell.max_points}
        return lost, report.notes


@pytest.fixture(scope="module")
def two_devices() -> Iterator[Callable[[str], TwoDevices]]:
    with contextlib.ExitStack() as rooms, pytest.MonkeyPatch.context() as patch:
        patch.setattr(device, "choose", lambda device: (GPU,))
        patch.setattr(device, "place", lambda gpus: contextlib.nullcontext(gpus[0]))
        yield functools.cache(lambda name: TwoDevices(name, rooms))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_notebook_and_suite_use_no_fixed_device(two_devices: Any, name: str) -> None:
    assert two_devices(name).points({}, quick=False) == ({}, ())


STRANGERS = "def relu(X):\n    return nd.maximum(X, nd.zeros(X.shape, ctx=mx.cpu()))"


def test_code_with_a_fixed_cpu_earns_its_points_on_the_cpu_and_a_note_says_so(two_devices: Any) -> None:
    lost, notes = two_devices("mlp-mnist").points({"relu": STRANGERS})
    assert not lost
    assert len(notes) == 1 and notes[0].startswith("Graded on the CPU. On GPU 0") and "same context" in notes[0]


# Right only on a GPU (here: where the notebook chose another device than cpu(0)).
FIXED = """
def relu(X):
    there = ctx if ctx != mx.cpu() else mx.gpu()
    return nd.maximum(X, nd.zeros(X.shape, ctx=there))
"""


def test_code_with_a_fixed_gpu_earns_nothing_and_a_note_says_so(two_devices: Any) -> None:
    lost, notes = two_devices("mlp-mnist").points({"relu": FIXED})
    assert lost.keys() == {"relu"}
    assert len(notes) == 1 and "earned all points, and earns fewer without a GPU" in notes[0]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_right_samples_earn_every_point_on_both_devices(two_devices: Any, name: str) -> None:
    """Tries every third notebook of right samples; each holds one of every function."""
    tried = [trial for trial in trials(load_assignment(name), training=False) if trial.kind == "right"][::3]
    assert len(tried) >= 4
    for trial in tried:
        lost, _ = two_devices(name).points(trial.sources)
        assert not lost, trial.name


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_bank_has_the_same_scores_on_every_gpu_of_this_machine(name: str) -> None:
    usable = choose("auto")
    if not usable:
        pytest.skip("no GPU that this build of MXNet can compute on")
    assignment = load_assignment(name)
    for trial in trials(assignment, training=True):
        if trial.kind in ("solution", "right", "wrong"):
            notebook = exchange(solved(assignment), trial.sources)
            scores = {
                str(gpu): grade(assignment, notebook, seed=SEED, only=trial.only or None, gpu=gpu).score
                for gpu in (None, *usable)
            }
            assert len(set(scores.values())) == 1, (trial.name, scores)
