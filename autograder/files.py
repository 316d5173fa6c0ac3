"""Atomic file writes, temporary folders that outlive no process, digests, the package's and the cache folder.

Must not know what the files hold.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/autograder`` (default ``~/.cache/autograder``): downloads and prepared arrays."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograder"


def folder_digest(folder: Path, leave_out: str | None = None) -> bytes:
    """SHA-256 of the names and contents of all `files_in` a folder, without the subfolder ``leave_out``."""
    digest = hashlib.sha256()
    for path in files_in(folder):
        relative = path.relative_to(folder)
        if relative.parts[0] != leave_out:
            digest.update(str(relative).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


@functools.cache
def engine_digest() -> str:
    """SHA-256 of this package's files, without the suites, in hex."""
    return folder_digest(PACKAGE, leave_out="suites").hex()


def files_in(folder: Path) -> list[Path]:
    """All files in a folder and below, without compiled Python, sorted."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != "__pycache__"]


def write_whole(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file atomically: it appears whole or not at all, even if the power fails.

    If the path is a link or a device, the data are written to it, and it is not replaced.

    Parameters
    ----------
    path : Path
        Its folder is created if it does not exist.
    data : bytes
        The whole content.
    mode : int
        The file's permissions, minus the umask. The default, for state, lets only the owner read the file.

    Raises
    ------
    OSError
        The system's error; it always names the path.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.write_bytes(data)
        else:
            _replace(path, data, mode)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def write_changed(path: Path, data: bytes) -> None:
    """`write_whole`, unless the file already holds these bytes."""
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)


def write_public(path: Path, data: bytes) -> None:
    """`write_whole` for files that people asked for: only the umask decides who may read them."""
    write_whole(path, data, mode=0o666)


def _replace(path: Path, data: bytes, mode: int) -> None:
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def locked_folder(prefix: str) -> Iterator[Path]:
    """A new temporary folder, locked by this process for as long as it is in use, and removed afterwards."""
    owner = os.getpid()  # a forked child that ends must not take its parent's folder along
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # taken for an orphan before it was locked
        except OSError:
            folder.rmdir()
            raise
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                yield folder
                return
        finally:
            if os.getpid() == owner:
                shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def remove_unlocked(prefix: str) -> None:
    """Remove the user's temporary folders with this prefix that no process locks: their processes were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone by now
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(lock).st_uid == os.geteuid():
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
