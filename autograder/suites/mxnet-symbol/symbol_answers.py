"""Answers of the driver that are more than an array: read with care, as they come from beside the student's code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from autograder.checking import Wrong


@contextlib.contextmanager
def readable(what: str) -> Iterator[None]:
    """Around the taking apart of an answer: one that is put together otherwise is wrong, and no fault of ours."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Wrong(f"{what} cannot be read.") from error
