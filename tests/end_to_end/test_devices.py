"""The same submission gets the same score on every device. A machine without a GPU has two devices, too: MXNet's cpu(0) and
cpu(1) share the processor, and a notebook on cpu(1) is told of every array that met one of cpu(0), as on a GPU it would be.
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

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("devices")]
SEED = 7
# In place of the cell that chooses the device. MXNet lets arrays of two processors meet; those of a processor and a GPU it
# refuses, but for copies from one to the other.
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
    """The assignment, its notebook on a device of its own that no array of another one may meet."""
    cells = nbformat.from_dict([dict(cell) for cell in assignment.cells])
    chosen = [cell for cell in cells if cell.cell_type == "code" and "ctx = best_device()" in cell.source]
    assert len(chosen) == 1
    chosen[0].source = ELSEWHERE
    return dataclasses.replace(assignment, cells=tuple(cells))


GPU = driver.Gpu(0, "GPU-aa", "cpu(1)", 0, 0, (8, 0), "none", Path("/dev/nvidia0"))
ASSIGNMENTS = ["mlp-mnist", "mlp-fashion", "mxnet-symbol"]


class TwoDevices:
    """Gradings of one assignment: on cpu(1) where a GPU is asked for, on cpu(0) elsewhere."""

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
        """Points and notes of the solution with other cells, graded as `grade` would with a GPU."""
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
def test_nothing_of_the_notebook_or_the_suite_stands_on_a_fixed_device(two_devices: Any, name: str) -> None:
    assert two_devices(name).points({}, quick=False) == ({}, ())


STRANGERS = "def relu(X):\n    return nd.maximum(X, nd.zeros(X.shape, ctx=mx.cpu()))"


def test_an_array_on_a_fixed_device_is_right_where_all_are_and_graded_there(two_devices: Any) -> None:
    lost, notes = two_devices("mlp-mnist").points({"relu": STRANGERS})
    assert not lost
    assert len(notes) == 1 and notes[0].startswith("Graded on the CPU. On GPU 0") and "same context" in notes[0]


# Right on a GPU (here: where the notebook chose another device than cpu(0)), and nowhere else.
FIXED = """
def relu(X):
    there = ctx if ctx != mx.cpu() else mx.gpu()
    return nd.maximum(X, nd.zeros(X.shape, ctx=there))
"""


def test_a_gpu_that_is_written_into_the_code_earns_nothing_and_is_said(two_devices: Any) -> None:
    lost, notes = two_devices("mlp-mnist").points({"relu": FIXED})
    assert lost.keys() == {"relu"}
    assert len(notes) == 1 and "earned all points, and earns fewer without a GPU" in notes[0]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_right_code_is_right_on_both(two_devices: Any, name: str) -> None:
    """A third of the bank: each notebook holds a right sample of every function."""
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
