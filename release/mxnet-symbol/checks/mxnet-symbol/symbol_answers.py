"""What mxnet-symbol's functions leave as it was, NumPy arrays among it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checking import Wrong, as_items, expect_unchanged
from autograder.guest.wire import Tensor


def expect_numpy_kept(student: Any, given: Mapping[str, np.ndarray[Any, Any]]) -> None:
    """The NumPy arrays that the last call was ``given``, by their names, are as they were."""
    found = as_items(student.read("arguments"), len(given), what="the arguments after the call")
    for (name, before), after in zip(given.items(), found, strict=True):
        if not isinstance(after, Tensor):
            raise Wrong(f"{name} cannot be read after the call.")
        expect_unchanged(after.values, before, what=name)
