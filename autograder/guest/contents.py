"""What the names of a notebook stand for, kept with its contents and put back: arrays with their gradients, lists, dicts.

A name's binding alone does not tell what a function has changed in place. Runs only in the guest, as it imports MXNet. Must
not know cells or checks.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Any

import numpy as np

from .framework import mx

_UNCHANGING = (
    *(type(None), bool, int, float, complex, str, bytes, range, slice, type, np.generic, np.dtype, mx.Context),
    *(types.ModuleType, types.FunctionType),
)


class Contents:
    """A copy of what ``values`` hold now.

    ``whole``: whether all of it can be put back. An object of any other kind may keep what nobody sees from outside.
    """

    def __init__(self, values: Iterable[Any]) -> None:
        self.whole = True
        self._arrays: list[tuple[Any, Any, Any]] = []
        self._others: list[tuple[Any, Any]] = []
        self._seen: set[int] = set()
        for value in values:
            self._keep(value)
        self._seen.clear()

    def _keep(self, value: Any) -> None:
        if isinstance(value, _UNCHANGING) or id(value) in self._seen:
            return
        self._seen.add(id(value))
        if type(value) is mx.nd.NDArray:
            self._arrays.append((value, value.copy(), None if value.grad is None else value.grad.copy()))
        elif type(value) is np.ndarray and value.dtype != object:
            if value.flags.writeable:
                self._others.append((value, value.copy()))
        elif type(value) in (list, dict, set):
            self._others.append((value, value.copy()))
            for inner in value.values() if type(value) is dict else value:
                self._keep(inner)
        elif type(value) in (tuple, frozenset):
            for inner in value:
                self._keep(inner)
        elif type(value) in (types.BuiltinFunctionType, types.MethodType):
            self._keep(value.__self__)
        else:
            self.whole = False

    def put_back(self) -> None:
        for array, values, gradient in self._arrays:
            values.copyto(array)
            if gradient is not None:
                if array.grad is None:
                    array.attach_grad()
                gradient.copyto(array.grad)
        for value, content in self._others:
            match value:
                case np.ndarray() | list():
                    value[:] = content
                case _:
                    value.clear()
                    value.update(content)
