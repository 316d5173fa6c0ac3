"""The order of training images: one rule for the guest, which trains, and the host, which verifies.

Must not know what is done with the images.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def shuffled(count: int, seed: int, start: int, number: int, batch_size: int) -> Iterator[Any]:
    """The indices of the images of ``number`` batches, from position ``start`` on, across epochs: shapes (batch_size,).

    Every epoch has its own order, drawn from the seed, and drops the last images if they do not fill a batch.
    """
    per_epoch = count // batch_size * batch_size
    epoch, order = -1, np.arange(0)
    for batch in range(number):
        turn, first = divmod(start + batch * batch_size, per_epoch)
        if turn != epoch:
            epoch, order = turn, np.random.RandomState([seed, turn]).permutation(count)
        yield order[first : first + batch_size]
