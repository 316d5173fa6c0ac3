"""Which images a step of a training sees: one rule for the guest, which trains, and the host, which goes the way again.

Must not know what is done with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def shuffled(count: int, seed: int, start: int, number: int, batch_size: int) -> Iterator[Any]:
    """The places of the images of ``number`` batches, from place ``start`` on; one epoch after the other.

    Every epoch has an order of its own, drawn from the seed, and leaves out the images that fill no batch.
    """
    per_epoch = count // batch_size * batch_size
    epoch, order = -1, np.arange(0)
    for batch in range(number):
        turn, first = divmod(start + batch * batch_size, per_epoch)
        if turn != epoch:
            epoch, order = turn, np.random.RandomState([seed, turn]).permutation(count)
        yield order[first : first + batch_size]
