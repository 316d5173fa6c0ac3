"""The hints of the course's checks: they ask, point and nearly answer, and quote no solution."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

import pytest

from autograder.course.assignment import Assignment, Course, load_assignment

ASSIGNMENTS = [load_assignment(name) for name in Course.find().assignments()]


def hints(assignment: Assignment) -> Iterator[tuple[str, list[str]]]:
    """The name of each check, and its hints."""
    for function, path in assignment.check_files():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = [each for each in node.decorator_list if isinstance(each, ast.Call)]
                found = [each for each in marks if ast.unparse(each.func) == "pytest.mark.hint"]
                yield f"{function}: {node.name}", [ast.literal_eval(each) for mark in found for each in mark.args]


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)
def test_each_check_has_up_to_three_hints_and_the_first_is_a_question(assignment: Assignment) -> None:
    found = dict(hints(assignment))
    assert found
    for check, steps in found.items():
        if check == "training: test_own_chain":  # for information only
            continue
        assert 1 <= len(steps) <= 3, check
        assert steps[0].endswith("?") and all(len(step) <= 240 for step in steps), (check, steps)
        assert all(len(one) and one != other for one, other in pairwise(steps)), check


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)
def test_no_hint_quotes_a_line_of_the_solution(assignment: Assignment) -> None:
    lines = {
        ast.unparse(statement).removeprefix("return ")
        for source in assignment.solutions.values()
        for statement in ast.walk(ast.parse(source))
        if isinstance(statement, ast.Return | ast.Assign | ast.AugAssign)
    }
    quoted = [(check, line) for check, steps in hints(assignment) for line in lines if line in "\n".join(steps)]
    assert not [each for each in quoted if len(each[1]) > 12]
