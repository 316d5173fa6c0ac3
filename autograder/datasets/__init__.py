"""MNIST and Fashion-MNIST: images, prepared copies, originals, batches.

Owns where the data come from, that every byte is verified, and the stand-in for machines without them. Must not know what is
trained on them. Imports nothing heavy before it is used.

    images       the data sets as arrays
    prepared     the verified copy, memory-mapped
    originals    the original files: found or fetched
    batches      images and labels as MXNet arrays
"""

from __future__ import annotations

from .images import LABEL_NAMES, NAMES, TITLES, Dataset, load, loaders
from .prepared import Prepared, has_original, prepare

__all__ = ["LABEL_NAMES", "NAMES", "TITLES", "Dataset", "Prepared", "has_original", "load", "loaders", "prepare"]
