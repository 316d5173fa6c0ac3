"""What comes from beside the student's code and is more than an array: read with care."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autograder.checking import Wrong, as_items, expect_unchanged
from autograder.guest.wire import Tensor


@contextlib.contextmanager
def readable(what: str) -> Iterator[None]:
    """Around the taking apart of an answer: one that is put together otherwise is wrong, and no fault of ours."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Wrong(f"{what} cannot be read.") from error


def expect_numpy_kept(student: Any, given: Mapping[str, np.ndarray[Any, Any]]) -> None:
    """The NumPy arrays that the last call was ``given``, by their names, are as they were."""
    found = as_items(student.read("arguments"), len(given), what="the arguments after the call")
    for (name, before), after in zip(given.items(), found, strict=True):
        if not isinstance(after, Tensor):
            raise Wrong(f"{name} cannot be read after the call.")
        expect_unchanged(after.values, before, what=name)
