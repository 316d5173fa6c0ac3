"""MNIST and Fashion-MNIST as verified NumPy arrays, and as batches.

Owns the files' format, and the stand-in for machines with neither data nor network. Must not know what is trained on the
arrays. Imports heavy packages only when they are used.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError
from . import originals
from .batches import Batches

if TYPE_CHECKING:
    import numpy.typing as npt  # takes 0.05 s

NAMES = tuple(originals.CHECKSUMS)
TITLES: Mapping[str, str] = {"mnist": "MNIST", "fashion-mnist": "Fashion-MNIST", "digits": "digits"}
_DIGITS = tuple("0123456789")
LABEL_NAMES: Mapping[str, tuple[str, ...]] = {
    "mnist": _DIGITS,
    "digits": _DIGITS,
    "fashion-mnist": (
        *("t-shirt", "trouser", "pullover", "dress", "coat"),
        *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
    ),
}


@dataclass(frozen=True, eq=False)
class Dataset:
    """A labelled set of 28x28 grey images, read-only.

    Attributes
    ----------
    name, requested
        The data set in the arrays (``"mnist"``, ``"fashion-mnist"`` or the stand-in ``"digits"``), and the one asked for.
    source
        Where the arrays come from: a folder, or scikit-learn in words.
    train_images, test_images
        uint8, shape (n, 28, 28); 0 is background.
    train_labels, test_labels
        uint8, shape (n,), 0 to 9.
    label_names
        The ten classes in words.
    problems
        A sentence for each unusable file or folder on the search path.
    """

    name: str
    requested: str
    source: str
    train_images: npt.NDArray[np.uint8]
    train_labels: npt.NDArray[np.uint8]
    test_images: npt.NDArray[np.uint8]
    test_labels: npt.NDArray[np.uint8]
    label_names: tuple[str, ...]
    problems: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The sentence to show beside every score if the data are the stand-in, else ``""``."""
        if self.name == self.requested:
            return ""
        count = len(self.train_labels) + len(self.test_labels)
        return (
            f"{TITLES[self.requested]} was neither found nor downloaded: scikit-learn's {count:,} handwritten digits "
            "stand in for it, and scores on them cannot be compared with scores on the real images."
        )


def load(name: str, *, mirrors: Sequence[str] | None = None) -> Dataset:
    """Find a data set, else download it, and verify every byte.

    Parameters
    ----------
    name
        ``"mnist"`` or ``"fashion-mnist"``.
    mirrors
        URLs of folders to download from, tried in this order; by default well-known public ones.

    Returns
    -------
    Dataset
        The first complete and undamaged copy on the search path (`originals.search_path`), else a download. If there is neither
        (no mirror can be reached, or ``AUTOGRADER_OFFLINE=1``) and MNIST was asked for, scikit-learn's digits.

    Raises
    ------
    DataError
        The name is unknown, or there are neither data nor a stand-in. The text says for every place why it has no data.
    """
    if name not in NAMES:
        raise DataError(f"unknown data set {name!r}: expected one of {', '.join(NAMES)}")
    trail = originals.Trail()
    found = originals.find(name, trail)
    if found is None:
        found = originals.download(name, originals.MIRRORS[name] if mirrors is None else mirrors, trail)
    if found is not None:
        folder, contents = found
        arrays = [_parse(contents[file]) for file in originals.CHECKSUMS[name]]
        return dataset_of(name, name, str(folder), arrays, trail.problems)
    if name == "mnist":
        with contextlib.suppress(ImportError):
            return stand_in(trail.problems)
        trail.miss("no stand-in, as scikit-learn is not installed")
    raise DataError(
        f"{TITLES[name]} was neither found nor downloaded: {'; '.join(trail.seen)}. Next: put its four files "
        f"({', '.join(originals.CHECKSUMS[name])}; plain or .gz) into a folder {name}/ and set AUTOGRADER_DATA to the "
        "folder that holds it, or try again with a network"
    )


def stand_in(problems: Sequence[str] = ()) -> Dataset:
    """scikit-learn's digits in MNIST's form. Raises ``ImportError`` without scikit-learn."""
    return dataset_of("digits", "mnist", "scikit-learn's load_digits", _digits(), problems)


def loaders(
    data: str | Dataset, batch_size: int, ctx: Any = None, *, seed: int | None = None
) -> tuple[Batches, Batches]:
    """Training and test batches of (X, y): float32 NDArrays of shape (batch, 28, 28, 1) in [0, 1], and (batch,).

    Parameters
    ----------
    data
        A data set, or the name of one.
    batch_size
        Examples in a batch; the last batch of an epoch holds what is left.
    ctx
        The MXNet device that gets the batches; by default MXNet's current one.
    seed
        Seed of the training set's order, which is new in every epoch; by default a random one. Test batches keep the order of
        the data set.

    Raises
    ------
    DataError
        As `load`.
    ValueError
        ``batch_size`` is below 1.
    """
    dataset = load(data) if isinstance(data, str) else data
    train = Batches(dataset.train_images, dataset.train_labels, batch_size, ctx, shuffle=True, seed=seed)
    test = Batches(dataset.test_images, dataset.test_labels, batch_size, ctx)
    return train, test


def dataset_of(
    name: str,
    requested: str,
    source: str,
    arrays: Sequence[npt.NDArray[np.uint8]],
    problems: Sequence[str] = (),
) -> Dataset:
    """A `Dataset` of four arrays: training images and labels, test images and labels. Makes them read-only."""
    train_images, train_labels, test_images, test_labels = arrays
    for array in arrays:
        array.setflags(write=False)
    return Dataset(
        name=name,
        requested=requested,
        source=source,
        train_images=train_images,
        train_labels=train_labels,
        test_images=test_images,
        test_labels=test_labels,
        label_names=LABEL_NAMES[name],
        problems=tuple(problems),
    )


def _parse(content: bytes) -> npt.NDArray[np.uint8]:
    """An array from the IDX format: two zero bytes, type 8 (uint8), the number of axes, their lengths, the values."""
    axes = content[3]
    shape = np.frombuffer(content, ">u4", axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def _digits() -> list[npt.NDArray[np.uint8]]:
    """scikit-learn's 8x8 digits, scaled to 20x20, with a margin of 4 pixels. Every fifth image of a class is a test image."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    labels = bunch.target.astype(np.uint8)
    centres = (np.arange(20) + 0.5) * 8 / 20 - 0.5
    enlarge = np.stack([np.interp(centres, np.arange(8), row) for row in np.eye(8)], axis=1)
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 4:24, 4:24] = np.rint(enlarge @ bunch.images @ enlarge.T * (255 / 16))
    is_test = np.zeros(len(labels), bool)
    for label in range(10):
        is_test[np.flatnonzero(labels == label)[4::5]] = True
    return [images[~is_test], labels[~is_test], images[is_test], labels[is_test]]
