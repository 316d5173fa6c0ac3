"""What is put off until it is asked for answers then as if it had been there all the time."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = "import jsonschema; checker = jsonschema.Draft7Validator.FORMAT_CHECKER"
ANSWERS = "print([checker.conforms(text, 'iri') for text in ('http://exämple.org/ä', 'no name', '')])"
BUILT = "import sys; print('rfc3987_syntax.syntax_helpers' in sys.modules)"


def said(*lines: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(autouse=True)
def installed() -> None:
    pytest.importorskip("rfc3987_syntax")


def test_the_parsers_are_built_with_the_first_question_and_not_before() -> None:
    assert said("import autograder.course.assignment, nbformat", BUILT) == ["False"]
    assert said("import autograder.course.assignment", ASKED, ANSWERS, BUILT)[-1] == "True"


def test_answers_are_those_of_the_module_itself() -> None:
    own = said(ASKED, ANSWERS)
    assert own == ["[True, False, False]"]
    assert said("import autograder", ASKED, ANSWERS) == own
    assert said("import autograder", ASKED, ANSWERS, ANSWERS) == 2 * own


def test_whoever_wants_the_module_gets_it() -> None:
    whole = "print(rfc3987_syntax.is_valid_syntax_iri('http://a.b/c'), rfc3987_syntax.__file__.endswith('.py'))"
    for wanted in ("import rfc3987_syntax", "import rfc3987_syntax.syntax_helpers"):
        assert said("import autograder", wanted, "rfc3987_syntax.is_valid_syntax", ASKED, ANSWERS)
    assert said(
        "import autograder, rfc3987_syntax",
        "rfc3987_syntax.is_valid_syntax('iri', 'a:b')",
        "import rfc3987_syntax",
        whole,
    )


def test_a_module_that_is_there_already_is_left_alone() -> None:
    assert said(
        "import rfc3987_syntax", "import autograder, sys", "print(sys.modules['rfc3987_syntax'] is rfc3987_syntax)"
    ) == ["True"]


def test_where_it_is_not_installed_nothing_stands_in() -> None:
    lines = ["import importlib.util", "importlib.util.find_spec = lambda name: None", "import autograder, sys"]
    assert said(*lines, "print('rfc3987_syntax' in sys.modules)") == ["False"]
