"""Conversion between the guest's objects, such as NDArrays, and the plain values of `wire`.

Runs only in the guest, as it imports MXNet. Must not know cells or checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import wire
from .framework import mx

MAX_TEXT = 20_000  # characters of one string


def to_guest(value: Any, graded: Mapping[str, Any], open_shared: Callable[[str], Any], device: Any) -> Any:
    """Convert a check's arguments to the objects that student code expects: arrays become mx.nd.NDArray on ``device``."""
    match value:
        case wire.Tensor():
            return _ndarray(value.values, device)
        case wire.AsNumpy():
            return value.values
        case wire.Graded():
            return graded[value.name]
        case wire.Shared():
            return open_shared(value.path)
        case list():
            return [to_guest(item, graded, open_shared, device) for item in value]
        case tuple():
            return tuple(to_guest(item, graded, open_shared, device) for item in value)
        case dict():
            return {key: to_guest(item, graded, open_shared, device) for key, item in value.items()}
    return value


def _ndarray(values: np.ndarray[Any, Any], device: Any) -> Any:
    """As `mx.nd.array` with the dtype of ``values``, in a third of the time: that assigns to a slice, which is parsed first."""
    if values.size == 0 or values.ndim == 0:  # which MXNet makes in other ways
        return mx.nd.array(values, ctx=device, dtype=values.dtype)
    array = mx.nd.empty(values.shape, ctx=device, dtype=values.dtype)
    array._sync_copyfrom(values)
    return array


def to_wire(value: Any, depth: int = 0) -> Any:
    """Copy a value into plain values that can be sent; `wire.Opaque` stands for an object that cannot.

    MXNet computes asynchronously, so errors of earlier operations on an array are raised here.
    """
    if value is None or type(value) in (bool, int, float):
        return value if type(value) is not int or abs(value) < 2**63 else wire.Opaque("int beyond 64 bits")
    if type(value) is str:
        return value[:MAX_TEXT]
    if isinstance(value, mx.np.ndarray):
        return _tensor(value.asnumpy(), "mx.np")
    if isinstance(value, mx.nd.NDArray):
        return _tensor(value.asnumpy(), "ndarray")
    if isinstance(value, np.ndarray):
        return _tensor(value, "numpy")
    if isinstance(value, np.bool_ | np.integer | np.floating) and type(value.item()) in (bool, int, float):
        return wire.Scalar(value.item(), f"np.{type(value).__name__}")
    if depth < wire.MAX_DEPTH:
        if type(value) in (list, tuple):
            return type(value)(to_wire(item, depth + 1) for item in value)
        if type(value) is dict:
            return {str(key)[:200]: to_wire(item, depth + 1) for key, item in value.items()}
    return wire.Opaque(type(value).__name__[:200])


def _tensor(array: Any, kind: str) -> wire.Tensor | wire.Opaque:
    plain = np.asarray(array)
    if plain.dtype.name not in wire.DTYPES:
        return wire.Opaque(f"array of dtype {plain.dtype.name}"[:200])
    return wire.Tensor(plain, kind)
