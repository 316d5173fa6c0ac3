"""Values in words: how messages to students write results, arrays, numbers and shapes.

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
    """Describe a returned value: ``"a NumPy array of shape (2, 3)"``, ``"None"``, ``"the int 3"`` ..."""
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
    """Lines that show a function's arguments by name; none if there are no ``inputs``."""
    lines = [] if not inputs else ["where"]
    for name, value in (inputs or {}).items():
        lines += array_lines(name, value) if isinstance(value, np.ndarray) else [f"{name} = {value}"]
    return lines


def array_lines(name: str, array: np.ndarray[Any, Any]) -> list[str]:
    """``name = [[...]]`` in full for a small array, else its shape and the range of its values."""
    if array.size > SHOWN_ELEMENTS:
        finite = array[np.isfinite(array)]
        reach = f", values from {number_text(finite.min())} to {number_text(finite.max())}" if finite.size else ""
        return [f"{name} = an array of shape {shape_text(array.shape)}{reach}"]
    prefix = f"{name} = "
    text = np.array2string(array, max_line_width=100, separator=", ", prefix=prefix, formatter={"all": number_text})
    return (prefix + text).splitlines()


def number_text(value: Any) -> str:
    """Format a number with six significant digits, about float32's precision."""
    return format(float(value), ".6g")


def shape_text(shape: tuple[int, ...]) -> str:
    """Format a shape as ``(3,)``, with Python integers, not NumPy's."""
    return str(tuple(int(size) for size in shape))
