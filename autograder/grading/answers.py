"""Compares two answers of a room: equal up to rounding, finite, equally wrong.

Owns when two answers count as the same. Must not know checks, misconceptions or rooms.
"""

from __future__ import annotations

import ast
import math
from typing import Any

import numpy as np

from ..guest import wire
from ..room.student import StudentRaised

# Two float32 implementations of one mistake differ by rounding: after a sum over a few hundred terms and an exponential, by
# about 1e-4 of the largest entry. Two mistakes differ by far more on at least one of the random inputs.
_TOLERANCE = 1e-3
_NOTHING = 1e-5  # absolute rounding error of a result that is 0


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are equal up to rounding: same structure, types and shapes. Errors are alike by their class."""
    if isinstance(one, StudentRaised) or isinstance(other, StudentRaised):
        return isinstance(one, StudentRaised) and isinstance(other, StudentRaised) and one.name == other.name
    if isinstance(one, wire.Tensor) and isinstance(other, wire.Tensor):
        return one.kind == other.kind and one.values.dtype == other.values.dtype and close(one.values, other.values)
    one, other = _number(one), _number(other)  # a Python number equals a NumPy number
    if isinstance(one, float) and isinstance(other, float):
        return close(one, other)
    if isinstance(one, bool | str | None) or type(one) is not type(other):
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return bool(one == other)


def is_finite(answer: Any) -> bool:
    """Whether all numbers in an answer are finite."""
    if isinstance(answer, wire.Tensor):
        return bool(np.isfinite(answer.values.astype(np.float64)).all())
    if isinstance(answer, list | tuple):
        return all(map(is_finite, answer))
    if isinstance(answer, dict):
        return all(map(is_finite, answer.values()))
    number = _number(answer)
    return not isinstance(number, float) or math.isfinite(number)


def same_error(one: StudentRaised, other: StudentRaised) -> bool:
    """Whether two errors have the same message and were raised by lines of the same form, whatever their names are.

    MXNet's messages name the operator and the shapes. Two different mistakes may still raise the same one, so the line counts.
    """
    return one.name == other.name and one.message == other.message and _form(one.where) == _form(other.where)


def _form(where: str) -> str:
    """The last of the lines that raised, with all names replaced by their order of appearance."""
    _, _, line = where.rpartition("\n")[2].partition(": ")
    try:
        tree = ast.parse(line.rstrip(":") if line.startswith("return") else line)
    except SyntaxError:
        return line
    names: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = f"name{names.setdefault(node.id, len(names))}"
    return ast.dump(tree)


def _number(answer: Any) -> Any:
    value = answer.value if isinstance(answer, wire.Scalar) else answer
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else answer


def close(one: Any, other: Any) -> bool:
    """Whether two arrays have the same shape and the same numbers up to rounding; NaN equals NaN."""
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if first.shape != second.shape:
        return False
    finite = np.isfinite(second)
    scale = np.abs(second[finite]).max(initial=0.0)
    return np.allclose(first, second, rtol=_TOLERANCE, atol=max(_TOLERANCE * 1e-2 * scale, _NOTHING), equal_nan=True)
