"""MNIST and Fashion-MNIST: images, prepared copies, originals, batches.

Owns the search for the data, the verification of every byte, and the stand-in for machines without data. Must not know what is
trained on them. Imports heavy packages only when they are used.

    images       the data sets as NumPy arrays
    prepared     the verified copy, memory-mapped
    originals    the original files: search path, checksums, download
    batches      images and labels as MXNet arrays
"""

from __future__ import annotations

from .images import LABEL_NAMES, NAMES, TITLES, Dataset, load, loaders, stand_in
from .prepared import Prepared, has_original, prepare

__all__ = [
    "LABEL_NAMES",
    "NAMES",
    "TITLES",
    "Dataset",
    "Prepared",
    "has_original",
    "load",
    "loaders",
    "prepare",
    "stand_in",
]
