"""The order of training images: one rule for the guest, which trains, and the host, which verifies.

Must not know what is done with the images.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np


def shuffled(count: int, seed: int, start: int, number: int, batch_size: int) -> Iterator[Any]:
    """The indices of the images of ``number`` batches, from position ``start`` on, across epochs: shapes (batch_size,).

    Every epoch has its own order, drawn from the seed, and drops the last images if they do not fill a batch.
    """
    per_epoch = count // batch_size * batch_size
    for batch in range(number):
        epoch, first = divmod(start + batch * batch_size, per_epoch)
        yield _order(count, seed, epoch)[first : first + batch_size]


@functools.lru_cache(maxsize=2)
def _order(count: int, seed: int, epoch: int) -> Any:
    """The order of an epoch. Kept, as a training asks for few batches at a time."""
    order = np.random.RandomState([seed, epoch]).permutation(count)
    order.setflags(write=False)
    return order
