"""Safe reading of a submitted file: no links, no waiting at FIFOs, limited size.

Must not know what the file contains.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from autograder.errors import SubmissionError

MAX_BYTES = 20 * 2**20  # a notebook of the course with all its pictures is below 2 MiB


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read an ordinary file of at most ``limit`` bytes.

    Raises
    ------
    SubmissionError
        One line: the file is missing, a link, no ordinary file, too large, or cannot be read.
    """
    try:
        # Open first and check the open file: a path may be replaced between a check and the opening.
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
    """An opener that refuses links and does not wait for the writer of a FIFO."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
