"""What a diagnosis may exchange of the instructor's function: an argument, its result, a name that it uses.

The names that an expression of `grading.variants` may use, beside ``original``, the function, and ``notebook``, the names of
the notebook. Runs only in the guest, as it imports MXNet. Must not know which exchanges are tried.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from .framework import mx

Function = Callable[..., Any]
Change = Callable[..., Any]

_kinds: list[str] = []  # of the arguments of the last call of a function that `noted` has wrapped


def made(expression: str, original: Function, notebook: MutableMapping[str, Any]) -> Function:
    """The function that an expression makes of ``original``."""
    tools = {name: tool for name, tool in globals().items() if inspect.isfunction(tool)}
    function: Function = eval(expression, {**tools, "mx": mx, "original": original, "notebook": notebook})
    return function


def kinds(values: Iterable[Any]) -> list[Any]:
    """The kinds of the arguments of the last call of a `noted` function; then kind and shape of each of ``values``."""
    return [list(_kinds), [[_kind(value), str(getattr(value, "shape", ""))] for value in values]]


def noted(original: Function) -> Function:
    """As it is, for `kinds`."""

    def note(*args: Any) -> Any:
        _kinds[:] = map(_kind, args)
        return original(*args)

    return _like(original, note)


def _kind(value: Any) -> str:
    if isinstance(value, mx.nd.NDArray):
        return "array"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "count" if isinstance(value, int) and value < 10 else "number"
    if isinstance(value, list | tuple):
        return "sequence"
    if hasattr(value, "__iter__") and hasattr(value, "__len__") and not isinstance(value, str | bytes | dict):
        return "batches"
    return "function" if callable(value) else ""


def _like(original: Function, variant: Function) -> Function:
    return functools.wraps(original)(variant)


# Exchanges at the door of a function.


def changed(original: Function, place: int, change: Change) -> Function:
    def variant(*args: Any) -> Any:
        return original(*args[:place], change(args[place]), *args[place + 1 :])

    return _like(original, variant)


def changed_with(original: Function, place: int, other: int, change: Change) -> Function:
    def variant(*args: Any) -> Any:
        return original(*args[:place], change(args[place], args[other]), *args[place + 1 :])

    return _like(original, variant)


def after(original: Function, change: Change) -> Function:
    return _like(original, lambda *args: change(original(*args)))


def kept_answer(original: Function) -> Function:
    kept: list[Any] = []

    def variant(*args: Any) -> Any:
        kept.append(original(*args))
        return kept[0]

    return _like(original, variant)


def twice(original: Function) -> Function:
    def variant(*args: Any) -> Any:
        original(*args)
        return original(*args)

    return _like(original, variant)


def swapped(original: Function) -> Function:
    return _like(original, lambda one, other, *args: original(other, one, *args))


class _Batches:
    def __init__(self, source: Iterable[Any], change: Change, pick: Change) -> None:
        self._source, self._change, self._pick = source, change, pick

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._pick([self._change(*batch) for batch in self._source]))


def batches(change: Change = lambda *batch: batch, pick: Change = lambda batches: batches) -> Change:
    return lambda source: _Batches(source, change, pick)


def mean_of_batches(original: Function, place: int) -> Function:
    def variant(*args: Any) -> Any:
        before, later = args[:place], args[place + 1 :]
        results = [original(*before, batches()([batch]), *later) for batch in args[place]]
        return sum(results) / len(results)

    return _like(original, variant)


def sized(original: Function, place: int, which: int) -> Function:
    """A mean over batches that takes each for as large as batch number ``which``."""

    def variant(*args: Any) -> Any:
        sizes = [len(batch[1]) for batch in args[place]]
        return original(*args) * sum(sizes) / (sizes[which] * len(sizes))

    return _like(original, variant)


def activations(original: Function, place: int, operator: str, attributes: Mapping[str, str]) -> Function:
    """Another operator in place of one activation of a symbol, counted from 1; of all with 0."""

    def variant(*args: Any) -> Any:
        symbol = original(*args)
        if not isinstance(symbol, mx.sym.Symbol):
            return symbol
        graph = json.loads(symbol.tojson())
        nodes = [node for node in graph["nodes"] if node["op"] == "Activation"]
        for node in nodes[place - 1 : place] if place else nodes:
            node.update(op=operator, attrs=attributes)
        return mx.sym.load_json(json.dumps(graph))

    return _like(original, variant)


def each(variants: Sequence[Function]) -> Function:
    """All of them, each called with the same arguments; ``None`` stands for the result of one that raises."""

    def results(*args: Any) -> list[Any]:
        found = []
        for variant in variants:
            try:
                found.append(variant(*args))
            except Exception:
                found.append(None)
        return found

    return results


# Exchanges of names that the function uses.


def with_names(original: Function, notebook: MutableMapping[str, Any], /, **changes: Change) -> Function:
    def variant(*args: Any) -> Any:
        kept = {name: notebook[name] for name in changes}
        notebook.update({name: change(kept[name]) for name, change in changes.items()})
        try:
            return original(*args)
        finally:
            notebook.update(kept)

    return _like(original, variant)


def at_use(number: int, change: Change) -> Change:
    """The change of a function, for its use with this number alone."""

    def exchange(function: Function) -> Function:
        other, uses = change(function), 0

        def counted(*args: Any) -> Any:
            nonlocal uses
            uses += 1
            return (other if uses == number else function)(*args)

        return counted

    return exchange


def answers(change: Change) -> Change:
    return lambda function: lambda *args: change(function(*args))


# Changes of an array.


def standardised(x: Any, axis: int, least: float) -> Any:
    rest = x - x.mean(axis=axis, keepdims=True)
    return rest / (rest.square().mean(axis=axis, keepdims=True) + least).sqrt()


def ranged(x: Any) -> Any:
    least = x.min(axis=-1, keepdims=True)
    return (x - least) / (x.max(axis=-1, keepdims=True) - least + 1e-12)
