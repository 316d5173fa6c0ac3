"""The original files of MNIST and Fashion-MNIST: search path, checksums and download.

Owns the search path, the checksums, the mirrors and the download. Must not know what the bytes mean.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import logging
import os
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import cache_folder

if TYPE_CHECKING:
    from rich.progress import Progress

# SHA-256 of the decompressed content, so that any compression of the right data is accepted.
CHECKSUMS: Mapping[str, Mapping[str, str]] = {
    "mnist": {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    "fashion-mnist": {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
}
MIRRORS: Mapping[str, tuple[str, ...]] = {
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    ),
    "fashion-mnist": (
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
}
SYSTEM_FOLDER = Path("/usr/share/datasets")
# Seconds to connect, and between two packets: a firewall that drops packets must not delay the grading of a class.
TIMEOUTS = (5, 30)

_log = logging.getLogger(__name__)


@dataclass
class Trail:
    """Sentences that say why places have no data (``seen``), and those of them about unusable files (``problems``)."""

    seen: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def miss(self, sentence: str) -> None:
        self.seen.append(sentence)

    def reject(self, sentence: str) -> None:
        _log.warning("%s", sentence)
        self.seen.append(sentence)
        self.problems.append(sentence)


def search_path() -> tuple[tuple[str, Path], ...]:
    """The folders that may hold ``mnist/`` and ``fashion-mnist/``, in order: pairs of a name for messages and the path."""
    mxnet_home = Path(os.environ.get("MXNET_HOME") or Path.home() / ".mxnet")
    chosen = os.environ.get("AUTOGRADER_DATA")
    return (
        *((("AUTOGRADER_DATA", Path(chosen)),) if chosen else ()),
        ("MXNet's cache", mxnet_home / "datasets"),
        ("the system's data sets", SYSTEM_FOLDER),
        ("earlier downloads", cache_folder() / "downloads"),
    )


def find(name: str, trail: Trail) -> tuple[Path, dict[str, bytes]] | None:
    """The first folder on the search path with all four files undamaged, and their contents by file name, if there is one."""
    for words, parent in search_path():
        if not os.path.isdir(parent / name):
            if words == "AUTOGRADER_DATA" and not os.path.isdir(parent):
                trail.reject(f"AUTOGRADER_DATA ({parent}) is not a folder that can be read")
            else:
                trail.miss(f"{words} ({parent}): no folder {name}/")
            continue
        contents = _read_all(name, parent / name, trail)
        if contents is not None:
            return parent / name, contents
    return None


def at_hand(name: str) -> bool:
    """Whether a folder on the search path has all four files. Looks at file names only; reads and downloads nothing."""
    return any(
        all(
            os.path.isfile(parent / name / file) or os.path.isfile(parent / name / f"{file}.gz")
            for file in CHECKSUMS[name]
        )
        for _, parent in search_path()
    )


def download(name: str, mirrors: Sequence[str], trail: Trail) -> tuple[Path, dict[str, bytes]] | None:
    """Fetch the four files from the first mirrors that work, and keep them decompressed in the cache.

    Returns their folder and their contents by file name; ``None`` if a file could not be fetched. A mirror that failed once is
    not asked again. With ``AUTOGRADER_OFFLINE=1`` no mirror is asked.
    """
    if os.environ.get("AUTOGRADER_OFFLINE", "0") not in ("", "0"):
        trail.miss("no download, as AUTOGRADER_OFFLINE is set")
        return None
    folder = cache_folder() / "downloads" / name
    alive = list(mirrors)
    for file in CHECKSUMS[name]:
        while alive and not _fetch(f"{alive[0].rstrip('/')}/{file}.gz", CHECKSUMS[name][file], folder / file, trail):
            alive.pop(0)
    if not alive:
        return None
    contents = _read_all(name, folder, trail)
    return None if contents is None else (folder, contents)


def _read_all(name: str, folder: Path, trail: Trail) -> dict[str, bytes] | None:
    contents = {}
    for file, checksum in CHECKSUMS[name].items():
        content = _read(folder / file, checksum, trail)
        if content is None:
            return None
        contents[file] = content
    return contents


def _read(path: Path, checksum: str, trail: Trail) -> bytes | None:
    """The decompressed content of ``path`` or of ``path``.gz, whichever matches the checksum; ``None`` if neither does."""
    packed = path.with_name(path.name + ".gz")
    there = [candidate for candidate in (path, packed) if os.path.isfile(candidate)]
    if not there:
        trail.reject(f"{path.parent} is incomplete: neither {path.name} nor {packed.name}")
    for candidate in there:
        try:
            content = gzip.decompress(candidate.read_bytes()) if candidate == packed else candidate.read_bytes()
        except PermissionError:
            trail.reject(f"{candidate} may not be read: permission denied")
        except (OSError, EOFError, zlib.error) as error:
            trail.reject(f"{candidate} is damaged: {error}")
        else:
            got = hashlib.sha256(content).hexdigest()
            if got == checksum:
                return content
            trail.reject(
                f"{candidate} is damaged: SHA-256 of its {len(content):,} bytes: expected {checksum}, got {got}"
            )
    return None


def _fetch(url: str, checksum: str, target: Path, trail: Trail) -> bool:
    import pooch
    import requests

    try:
        # pooch moves the downloader's temporary file into place only if its checksum is right.
        pooch.retrieve(url, f"sha256:{checksum}", target.name, target.parent, downloader=_download_decompressed)
    except requests.HTTPError as error:
        trail.miss(f"{url}: status {error.response.status_code if error.response is not None else 'unknown'}")
    except requests.Timeout:
        trail.miss(f"{url}: no answer in time")
    except requests.ConnectionError as error:
        trail.miss(f"{url}: no connection ({type(error).__name__})")
    except (OSError, EOFError, zlib.error) as error:
        trail.miss(f"{url}: {error}")
    except ValueError as error:
        trail.miss(f"{url}: wrong content: {str(error).split('. ')[0]}")
    else:
        return True
    return False


def _download_decompressed(url: str, output_file: str, pooch_instance: Any) -> None:
    import pooch

    packed = output_file + ".gz"
    try:
        with _progress_bar(url.rsplit("/", 1)[-1]) as bar:
            pooch.HTTPDownloader(progressbar=bar, chunk_size=1 << 16, timeout=TIMEOUTS)(url, packed, pooch_instance)
        Path(output_file).write_bytes(gzip.decompress(Path(packed).read_bytes()))
    finally:
        Path(packed).unlink(missing_ok=True)


class _Bar:
    """A progress bar with the interface that pooch expects, drawn by rich."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    @property
    def total(self) -> float | None:
        return self._progress.tasks[0].total

    @total.setter
    def total(self, size: int) -> None:
        self._progress.update(self._task, total=size or None)

    def update(self, size: int) -> None:
        self._progress.advance(self._task, size)

    def reset(self) -> None:
        self._progress.update(self._task, completed=0)

    def close(self) -> None:
        """Does nothing: `_progress_bar` closes the display."""


@contextlib.contextmanager
def _progress_bar(title: str) -> Iterator[_Bar | bool]:
    """A bar on standard error if that is a terminal, else ``False``, which tells pooch to draw none."""
    if not sys.stderr.isatty():
        yield False
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bar(progress, title)
