"""Mutants: which mistakes are made, that each changes the code, and that the same source gives the same names and order."""

from __future__ import annotations

import ast

import pytest

from autograder.authoring.mutation import mutants


def sources(text):
    return {mutant.source for mutant in mutants(text)}


@pytest.mark.parametrize(
    ("source", "mutated"),
    [
        ("y = a + b", "y = a - b"),
        ("y = a @ b", "y = a * b"),
        ("y += a", "y -= a"),
        ("y = a == b", "y = a != b"),
        ("y = a < b", "y = a >= b"),
        ("y = -a", "y = a"),
        ("y = f(a, axis=1)", "y = f(a)"),
        ("y = f(a, axis=1)", "y = f(a, axis=0)"),
        ("y = f(a, axis=1)", "y = f(a, axis=2)"),
        ("y = f(a, keepdims=True)", "y = f(a, keepdims=False)"),
        ("y = f(a, b)", "y = f(b, a)"),
        ("y = f(a)", "y = a"),
        ("y = 0.5", "y = 1.0"),
        ("p[:] = q", "p = q"),
        ("p[:] = q", "pass"),
        ("y = a", "pass"),
        ("def f(a):\n    return a", "def f(a):\n    return"),
        ("for a in b:\n    c(a)", "for a in b:\n    c(a)\n    break"),
    ],
)
def test_each_kind_of_mistake_is_made(source, mutated):
    assert mutated in sources(source)


def test_a_mutant_differs_in_one_line_and_is_still_python():
    source = "def f(p, q):\n    total = p + q * 2\n    return total / 3\n"
    for mutant in mutants(source):
        ast.parse(mutant.source)
        assert mutant.source != ast.unparse(ast.parse(source))
        before, after = ast.unparse(ast.parse(source)).splitlines(), mutant.source.splitlines()
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_names_tell_the_line_and_are_the_same_every_time():
    source = "def f(a):\n    b = a + 1\n    return b\n"
    names = [mutant.name for mutant in mutants(source)]
    assert "line 2: a + 1: operator becomes Sub" in names
    assert len(set(names)) == len(names)
    assert names == [mutant.name for mutant in mutants(source)]


def test_docstrings_and_imports_are_left_alone():
    assert mutants('"""Adds 1."""\nimport mxnet as mx\n') == ()
