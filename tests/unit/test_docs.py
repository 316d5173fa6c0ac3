"""Every file that a page of the documentation names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "docs/adding-an-assignment.md", "docs/cluster.md")
_PATH = re.compile(r"`((?:autograder|docs|requirements|source|tests)/[\w./*-]*|test_\w+\.py)`")
# Files that the reader of the guide writes.
_OF_THE_GUIDE = ("test_sigmoid", "test_training.py", "autograder/suites/lab-1")


def named(text: str) -> set[str]:
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return {path for path in _PATH.findall(prose) if not path.startswith(_OF_THE_GUIDE)}


def is_there(path: str) -> bool:
    return any(KIT.glob(path.rstrip("/")) if "/" in path else KIT.glob(f"tests/**/{path}"))


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    paths = named((KIT / page).read_text("utf-8"))
    assert paths
    assert [path for path in sorted(paths) if not is_there(path)] == []


def test_a_path_that_does_not_exist_is_found() -> None:
    assert named("see `tests/unit/test_gone.py` and\n```\n`tests/hidden.py`\n```\n") == {"tests/unit/test_gone.py"}
    assert not is_there("tests/unit/test_gone.py") and not is_there("test_gone.py") and is_there("test_docs.py")


def test_the_image_of_a_worker_copies_files_that_exist_and_installs_what_the_tests_of_the_sandbox_need() -> None:
    """The image is not built here."""
    lines = (KIT / "requirements" / "Containerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    assert copied
    assert [name for name in copied if not (KIT / name).exists()] == []
    (packages,) = re.findall(r"^packages=\((.*)\)$", (KIT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    needed = {"bubblewrap", "ca-certificates", "libseccomp2"}
    assert needed <= set(packages.split())
    (installs,) = [line for line in lines if "apt-get install" in line]
    assert needed <= set(installs.split())
    assert "USER grader" in lines
