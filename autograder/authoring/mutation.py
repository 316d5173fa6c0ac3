"""Mutants of a solution, each with one small mistake: in an operator, constant, argument, slice or line.

Works on the source text alone. Must not know how mutants are used or run.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}


@dataclass(frozen=True)
class Mutant:
    """A solution with one mistake in it. ``name`` says what was changed in which line; it is always the same for one source."""

    name: str
    source: str


def mutants(source: str) -> tuple[Mutant, ...]:
    """All mutants of a cell's source, without duplicates, always in the same order."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for node, field, index, change, what in _sites(tree):
        mutated = _changed(tree, node, field, index, change)
        text = ast.unparse(ast.fix_missing_locations(mutated))
        if text != original and text not in found:
            found[text] = Mutant(what, text)
    return tuple(found.values())


# A change takes a copy of the node and returns its replacement.
_Change = Callable[[ast.AST], ast.AST]
_Site = tuple[ast.AST, str, int | None, _Change, str]


def _changed(tree: ast.Module, node: ast.AST, field: str, index: int | None, change: _Change) -> ast.Module:
    """A copy of the tree in which one child of ``node`` is changed."""
    position = list(ast.walk(tree)).index(node)
    mutated = copy.deepcopy(tree)
    parent = list(ast.walk(mutated))[position]  # ast.walk visits both trees in the same order
    if index is None:
        setattr(parent, field, change(getattr(parent, field)))
    else:
        getattr(parent, field)[index] = change(getattr(parent, field)[index])
    return mutated


def _sites(tree: ast.Module) -> Iterator[_Site]:
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            children = enumerate(value) if isinstance(value, list) else [(None, value)]
            for index, child in children:
                if isinstance(child, ast.AST):
                    for change, what in _changes(child):
                        yield node, field, index, change, f"line {getattr(child, 'lineno', 0)}: {what}"


def _changes(node: ast.AST) -> Iterator[tuple[_Change, str]]:
    """The changes that apply to a node, each with its description."""
    match node:
        case ast.BinOp(op=op) if type(op) in _BINARY:
            other = _BINARY[type(op)]
            yield _with(op=other()), f"{_shown(node)}: operator becomes {other.__name__}"
        case ast.AugAssign(op=op) if type(op) in _BINARY:
            other = _BINARY[type(op)]
            yield _with(op=other()), f"{_shown(node)}: operator becomes {other.__name__}"
        case ast.Compare(ops=[op]) if type(op) in _COMPARE:
            negated = _COMPARE[type(op)]
            yield _with(ops=[negated()]), f"{_shown(node)}: comparison becomes {negated.__name__}"
        case ast.UnaryOp(operand=operand):
            yield _instead(operand), f"{_shown(node)}: sign dropped"
        case ast.Constant(value=bool(value)):
            yield _with(value=not value), f"{_shown(node)}: becomes {not value}"
        case ast.Constant(value=int(value)):
            yield _with(value=value + 1), f"{_shown(node)}: becomes {value + 1}"
            yield _with(value=value - 1), f"{_shown(node)}: becomes {value - 1}"
        case ast.Constant(value=float(value)):
            yield _with(value=2 * value or 1.0), f"{_shown(node)}: becomes {2 * value or 1.0}"
    if isinstance(node, ast.Call):
        for index, keyword in enumerate(node.keywords):
            rest = [*node.keywords[:index], *node.keywords[index + 1 :]]
            yield _with(keywords=copy.deepcopy(rest)), f"{_shown(node)}: {keyword.arg} left out"
        if len(node.args) == 2:
            yield _with(args=copy.deepcopy(node.args[::-1])), f"{_shown(node)}: arguments swapped"
        if node.args and not node.keywords:
            yield _instead(node.args[0]), f"{_shown(node)}: call dropped"
    yield from _statement_changes(node)


def _statement_changes(node: ast.AST) -> Iterator[tuple[_Change, str]]:
    match node:
        case ast.Return(value=ast.expr()):
            yield _with(value=None), f"{_shown(node)}: returns nothing"
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Slice())]):
            yield _with(targets=[ast.Name(name, ast.Store())]), f"{_shown(node)}: slice dropped"
            yield _instead(ast.Pass()), f"{_shown(node)}: line dropped"
        case ast.Assign() | ast.AugAssign():
            yield _instead(ast.Pass()), f"{_shown(node)}: line dropped"
        case ast.For(body=body):
            yield _with(body=[*copy.deepcopy(body), ast.Break()]), f"{_shown(node)}: loop runs once"


def _with(**fields: object) -> _Change:
    def change(node: ast.AST) -> ast.AST:
        for name, value in fields.items():
            setattr(node, name, value)
        return node

    return change


def _instead(other: ast.AST) -> _Change:
    return lambda node: copy.deepcopy(other)


def _shown(node: ast.AST) -> str:
    """The node's first line, shortened."""
    text = ast.unparse(node).splitlines()[0]
    return text if len(text) <= 60 else text[:57] + "..."
