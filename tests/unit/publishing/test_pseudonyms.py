"""Pseudonyms: the same each time, all different, and not to be resolved without the secret."""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from pathlib import Path

import pytest

from autograder.course.assignment import Course
from autograder.errors import UsageError
from autograder.publishing import pseudonyms as module
from autograder.publishing.pseudonyms import FIRST, SECOND, course_secret, pseudonyms

SECRET, OTHER = b"s" * 32, b"o" * 32
CLASS = [f"student-{number}" for number in range(300)]


def test_the_words_are_plain_and_each_is_there_once() -> None:
    words = [*FIRST, *SECOND]
    assert len(set(words)) == len(words) and min(len(FIRST), len(SECOND)) >= 100
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)


def test_pseudonyms_are_two_words_and_the_same_in_any_order() -> None:
    chosen = pseudonyms(SECRET, "lab", CLASS)
    assert set(chosen) == set(CLASS)
    assert all(first in FIRST and second in SECOND for first, second in map(str.split, chosen.values()))
    assert pseudonyms(SECRET, "lab", reversed(CLASS)) == chosen


def test_no_two_of_a_class_are_alike() -> None:
    many = [f"s{number}" for number in range(5_000)]
    assert len(set(pseudonyms(SECRET, "lab", many).values())) == len(many)


def test_a_class_larger_than_there_are_pairs_gets_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST", ("amber", "azure"))
    monkeypatch.setattr(module, "SECOND", ("ash",))
    chosen = sorted(pseudonyms(SECRET, "lab", ["a", "b", "c"]).values())
    assert len(set(chosen)) == 3 and {"amber ash", "azure ash"} < set(chosen)


def test_one_who_joins_leaves_nearly_all_others_their_pseudonyms() -> None:
    before, after = pseudonyms(SECRET, "lab", CLASS), pseudonyms(SECRET, "lab", [*CLASS, "late"])
    assert sum(before[student] != after[student] for student in CLASS) <= 1


def test_another_assignment_and_another_secret_give_others() -> None:
    chosen = pseudonyms(SECRET, "lab", CLASS)
    for other in (pseudonyms(SECRET, "lab-2", CLASS), pseudonyms(OTHER, "lab", CLASS)):
        assert sum(chosen[student] == other[student] for student in CLASS) <= 5


def test_who_knows_all_names_but_not_the_secret_finds_nobody() -> None:
    """All but the secret is public: a guess with another secret matches no more often than chance."""
    chosen = pseudonyms(SECRET, "lab", CLASS)
    guessed = 0
    for student in CLASS:
        message = f"lab\0{student}\x000".encode()
        digests = [hmac.new(key, message, hashlib.sha256).digest() for key in (b"", b"0" * 32)]
        digests.append(hashlib.sha256(message).digest())
        guessed += chosen[student] in map(module._words, digests)
    assert guessed <= 5


def test_names_that_run_together_are_different_messages() -> None:
    assert pseudonyms(SECRET, "lab", ["1a"])["1a"] != pseudonyms(SECRET, "lab1", ["a"])["a"]


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secret = course_secret(Course(tmp_path))
    finally:
        os.umask(before)
    (path,) = (tmp_path / ".autograder").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(secret) == 32 and course_secret(Course(tmp_path)) == secret
    assert course_secret(Course(tmp_path / "another")) != secret


@pytest.mark.parametrize("content", [b"", b"ab\n", b"\xff" * 64, b"x" * 64])
def test_a_damaged_secret_is_named_and_never_used(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".autograder" / "pseudonyms.key"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"pseudonyms\.key: expected 64 hexadecimal digits.*delete it"):
        course_secret(Course(tmp_path))
    assert path.read_bytes() == content
