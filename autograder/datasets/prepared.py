"""Prepared copies of the data sets: verified, memory-mapped, training and test data in separate folders.

Student code in a room (the sandbox of one submission) sees only the folder with the training data. Must not know where the
originals come from, or what is trained on them.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.errors import DataError

from ..files import cache_folder
from . import originals
from .images import NAMES, Dataset, dataset_of, load

_GUEST_ARRAYS = ("train_images", "train_labels")
_HOST_ARRAYS = ("test_images", "test_labels")


@dataclass(frozen=True, eq=False)
class Prepared:
    """A data set as uncompressed ``.npy`` files, memory-mapped.

    The folder ``guest`` holds only ``train_images.npy`` and ``train_labels.npy``, so untrusted code may read it. The folder
    ``host`` holds ``test_images.npy`` and ``test_labels.npy``. The arrays of ``dataset`` are read-only memory maps of these
    four files.
    """

    dataset: Dataset
    guest: Path
    host: Path


def prepare(name: str, *, mirrors: Sequence[str] | None = None) -> Prepared:
    """Load a data set once and keep it as memory-mapped arrays; later calls only verify the copy.

    Safe with several processes at once: a copy appears complete or not at all, and a damaged one is replaced. ``mirrors`` is as
    in `load`.

    Raises
    ------
    DataError
        As `load`; or the cache cannot be written.
    """
    parent = cache_folder() / "prepared"
    prepared = _open_prepared(parent / name, name) if name in NAMES else None
    if prepared is not None:
        return prepared
    dataset = load(name, mirrors=mirrors)
    folder = parent / dataset.name
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{dataset.name}-", dir=parent) as room:
            new = Path(room) / "new"
            _write_prepared(new, dataset)
            prepared = _install(new, folder, Path(room) / "old", name)
    except OSError as error:
        raise DataError(
            f"cannot keep prepared data in {parent}: {error.strerror or error}. Next: make room there, or set "
            "XDG_CACHE_HOME to a folder that can be written"
        ) from error
    if prepared is None:
        raise DataError(f"prepared data in {folder} do not read back as written. Next: check the disk, try again")
    return prepared


def has_original(name: str) -> bool:
    """Whether `prepare` needs neither a download nor the stand-in. Looks only for files, so it is cheap."""
    return (cache_folder() / "prepared" / name / "manifest.json").is_file() or originals.at_hand(name)


def _write_prepared(folder: Path, dataset: Dataset) -> None:
    checksums = {}
    for part, names in (("guest", _GUEST_ARRAYS), ("host", _HOST_ARRAYS)):
        (folder / part).mkdir(parents=True)
        for name in names:
            path = folder / part / f"{name}.npy"
            np.save(path, getattr(dataset, name))
            checksums[f"{part}/{name}.npy"] = hashlib.sha256(path.read_bytes()).hexdigest()
    for path in _shown(folder / "guest"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    manifest = {"source": dataset.source, "checksums": checksums}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _shown(guest: Path) -> list[Path]:
    """The paths that the user of a room must be able to read. If root grades, that is another user."""
    return [guest, *(guest / f"{name}.npy" for name in _GUEST_ARRAYS)]


def _checksum(path: Path) -> str:
    """SHA-256 of a file. Cached in this process until the file's inode, size or modification time changes."""
    found = path.stat()
    return _checksum_of(path, found.st_ino, found.st_size, found.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _checksum_of(path: Path, *_: int) -> str:
    with path.open("rb") as file:  # in pieces: the images have 47 MB
        return hashlib.file_digest(file, "sha256").hexdigest()


def _install(new: Path, folder: Path, old: Path, requested: str) -> Prepared | None:
    """Move ``new`` to ``folder``, unless another process has just put a good copy there."""
    for _ in range(2):
        try:
            os.rename(new, folder)
        except OSError:
            prepared = _open_prepared(folder, requested)
            if prepared is not None:
                return prepared
            if os.path.lexists(folder):
                os.rename(folder, old)
        else:
            break
    return _open_prepared(folder, requested)


def _open_prepared(folder: Path, requested: str) -> Prepared | None:
    """The copy in ``folder``; ``None`` if it is missing, damaged, or not readable in a room."""
    try:
        if os.geteuid() == 0 and not all(path.stat().st_mode & 0o004 for path in _shown(folder / "guest")):
            return None
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        arrays = []
        for relative, checksum in manifest["checksums"].items():
            if _checksum(folder / relative) != checksum:
                return None
            arrays.append(np.load(folder / relative, mmap_mode="r", allow_pickle=False))
        dataset = dataset_of(folder.name, requested, manifest["source"], arrays)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Prepared(dataset, folder / "guest", folder / "host")
