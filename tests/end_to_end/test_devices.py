"""The same submission gets the same score on every device. A machine without a GPU has two devices, too: MXNet's cpu(0) and
cpu(1) share the processor, and a notebook on cpu(1) is told of every array that met one of cpu(0), as on a GPU it would be.
"""

from __future__ import annotations

import dataclasses
import functools

import nbformat
import pytest

from autograder import datasets, gpus
from autograder.assignment import Assignment, load_assignment
from autograder.errors import DataError
from autograder.grading import open_room, run_checks
from autograder.model import Report
from autograder.notebook import read_submission
from autograder.samples import solved

pytestmark = pytest.mark.slow
SEED = 7
# In place of the cell that chooses the device. MXNet lets arrays of two processors meet; those of a processor and a GPU it
# refuses, but for copies from one to the other.
ELSEWHERE = """
import sys

def refuse_strangers():
    from mxnet._ctypes import ndarray as low

    invoke, copyto = low._imperative_invoke, nd.NDArray.copyto
    copying = []

    def checked(handle, ndargs, keys, vals, out, *rest, **named):
        outs = list(out) if isinstance(out, (list, tuple)) else [out]
        met = {array.context for array in [*ndargs, *outs] if isinstance(array, nd.NDArray)}
        if len(met) > 1 and not copying:
            raise mx.base.MXNetError(f"all inputs must live on the same context, and these are on {met}")
        return invoke(handle, ndargs, keys, vals, out, *rest, **named)

    def copied(self, other):
        copying.append(self)
        try:
            return copyto(self, other)
        finally:
            copying.pop()

    nd.NDArray.copyto = copied
    for module in list(sys.modules.values()):
        if getattr(module, "_imperative_invoke", None) is invoke:
            module._imperative_invoke = checked

refuse_strangers()
ctx = mx.cpu(1)
"""


def elsewhere(assignment: Assignment) -> Assignment:
    """The assignment, its notebook on a device of its own that no array of another one may meet."""
    cells = nbformat.from_dict([dict(cell) for cell in assignment.cells])
    chosen = [cell for cell in cells if cell.cell_type == "code" and "ctx = best_device()" in cell.source]
    assert len(chosen) == 1
    chosen[0].source = ELSEWHERE
    return dataclasses.replace(assignment, cells=tuple(cells))


def needs_data(assignment: Assignment) -> None:
    try:
        datasets.prepare(assignment.dataset)
    except DataError as error:
        pytest.skip(str(error))


def verdicts(report: Report) -> dict[str, tuple[float, list[str]]]:
    return {
        cell.cell: (cell.points, [f"{c.name}: {c.verdict} {c.message}" for c in cell.checks]) for cell in report.cells
    }


@functools.cache
def usable() -> tuple[gpus.Gpu, ...]:
    return gpus.choose("auto")


@pytest.mark.parametrize("name", ["mlp-mnist", "mlp-fashion"])
def test_the_solution_earns_all_on_another_device_than_the_first(name: str) -> None:
    assignment = elsewhere(load_assignment(name))
    needs_data(assignment)
    with open_room(assignment) as room:
        report = run_checks(assignment, read_submission(assignment, solved(assignment)), seed=SEED, room=room)
    lost = {cell.cell: verdicts(report)[cell.cell] for cell in report.cells if cell.points < cell.max_points}
    assert not lost
