"""A hostile file, read safely: no link is followed, no FIFO waited for, no more read than a limit.

Must not know what is in it.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from autograder.errors import SubmissionError

MAX_BYTES = 20 * 2**20  # a notebook of the course with all its pictures is below 2 MiB


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file of at most ``limit`` bytes; anything else is a `SubmissionError` of one line."""
    try:
        # Opened first and looked at afterwards: a path may change between a look and an opening.
        with open(path, "rb", opener=_without_following) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise SubmissionError(f"{path}: not a file")
            if status.st_size > limit:
                size = f"{status.st_size / 2**20:.0f} MiB: at most {limit // 2**20} MiB"
                raise SubmissionError(f"{path}: {size}; clear its outputs, save again")
            return file.read(limit + 1)
    except IsADirectoryError as error:
        raise SubmissionError(f"{path}: not a file") from error
    except OSError as error:
        reason = "is a link, not a file" if error.errno == errno.ELOOP else error.strerror
        raise SubmissionError(f"{path}: cannot be read: {reason}") from error


def _without_following(path: str, flags: int) -> int:
    """Open a file, but no link, and without waiting for whoever writes to a FIFO."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
