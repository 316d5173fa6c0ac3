"""Values in words: how results, arrays, numbers and shapes are written in what students read.

Must not know which values are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.guest.wire import Opaque, Scalar, Tensor

SHOWN_ELEMENTS = 60  # larger arrays are described, not printed
_KINDS = {"numpy": "a NumPy array", "mx.np": "an mx.np.ndarray"}


def phrase(result: object) -> str:
    """What a returned value is: ``"a NumPy array of shape (2, 3)"``, ``"None"``, ``"the int 3"`` ..."""
    match result:
        case None:
            return "None"
        case Tensor():
            name = _KINDS.get(result.kind, "an mx.nd.NDArray")
            return f"{name} of shape {shape_text(result.values.shape)}"
        case Scalar():
            return f"the {result.kind} {number_text(result.value)}"
        case Opaque():
            kind = result.type_name
            return f"an {kind}" if kind.startswith("array of dtype ") else f"an object of type {kind}"
        case bool() | int() | float():
            return f"the {type(result).__name__} {result!r}"
        case str():
            return f"the text {result[:40]!r}"
        case list() | tuple() | dict():
            return f"a {type(result).__name__} of {len(result)}"
    return f"an object of type {type(result).__name__}"


def input_lines(inputs: Mapping[str, object] | None) -> list[str]:
    """What a function was given, by name; nothing where nothing is to be said."""
    lines = [] if not inputs else ["where"]
    for name, value in (inputs or {}).items():
        lines += array_lines(name, value) if isinstance(value, np.ndarray) else [f"{name} = {value}"]
    return lines


def array_lines(name: str, array: np.ndarray[Any, Any]) -> list[str]:
    """``name = [[...]]`` in full where small, else the shape and the reach of the values."""
    if array.size > SHOWN_ELEMENTS:
        finite = array[np.isfinite(array)]
        reach = f", values from {number_text(finite.min())} to {number_text(finite.max())}" if finite.size else ""
        return [f"{name} = an array of shape {shape_text(array.shape)}{reach}"]
    prefix = f"{name} = "
    text = np.array2string(array, max_line_width=100, separator=", ", prefix=prefix, formatter={"all": number_text})
    return (prefix + text).splitlines()


def number_text(value: Any) -> str:
    """Six significant digits: what float32 carries."""
    return format(float(value), ".6g")


def shape_text(shape: tuple[int, ...]) -> str:
    """``(3,)``, with Python's own integers."""
    return str(tuple(int(size) for size in shape))
