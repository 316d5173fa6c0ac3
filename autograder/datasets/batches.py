"""Batches of images and labels as MXNet arrays.

Owns the iteration over a data set. Must not know where its arrays come from. Takes the place of gluon's DataLoader, whose
transforms run per example and take longer than training a small network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt  # takes 0.05 s


class Batches:
    """An iterable of batches (X, y). Each ``iter`` begins a new epoch.

    Parameters
    ----------
    images
        uint8, shape (n, height, width).
    labels
        uint8, shape (n,).
    batch_size
        Examples in a batch, at least 1; the last batch holds what is left.
    ctx
        The MXNet device of the batches; ``None`` is MXNet's current one.
    shuffle
        Whether each epoch has a new random order.
    seed
        Seed of the orders; ``None`` draws one.

    Yields
    ------
    tuple
        X, float32 NDArray of shape (batch, height, width, 1) in [0, 1], and y, float32 NDArray of shape (batch,).

    Raises
    ------
    ValueError
        ``batch_size`` is below 1.
    """

    def __init__(
        self,
        images: npt.NDArray[np.uint8],
        labels: npt.NDArray[np.uint8],
        batch_size: int,
        ctx: Any = None,
        *,
        shuffle: bool = False,
        seed: int | None = None,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size: expected at least 1, got {batch_size}")
        self.images = images
        self.labels = labels
        self.batch_size = batch_size
        self.ctx = ctx
        self._random = np.random.default_rng(seed) if shuffle else None

    def __len__(self) -> int:
        """The number of batches."""
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        from mxnet import nd  # the import takes a second, so only when batches are made

        count = len(self.labels)
        order = np.arange(count) if self._random is None else self._random.permutation(count)
        for start in range(0, count, self.batch_size):
            chosen = order[start : start + self.batch_size]
            pixels = self.images[chosen].astype(np.float32) / 255
            yield nd.array(pixels[..., np.newaxis], ctx=self.ctx), nd.array(self.labels[chosen], ctx=self.ctx)
