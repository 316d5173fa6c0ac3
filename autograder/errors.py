"""Our own faults and the wrong uses of the kit; a student's failure is a value, never one of these.

AutograderError                 what the command line shows as one line
├── UsageError                  exit status 2: the caller asked for something that is not there
│   ├── AssignmentError         an assignment, its source notebook or its suite is missing or malformed
│   └── DataError               a data set is neither found nor fetched, or its content is not what it should be
├── SubmissionError             exit status 1: a submission cannot be read: not JSON, not a notebook, too large ...
└── BrokenError                 exit status 3: our own fault; the grade does not count
    ├── SandboxError            the room could not be opened: no bubblewrap, no namespaces, unreachable interpreter
    └── GradebookError          nbgrader or its database refused
"""

from __future__ import annotations


class AutograderError(Exception):
    """The base of the tree: its text says what, where, expected, got and the next step."""

    exit_status = 3


class UsageError(AutograderError):
    exit_status = 2


class AssignmentError(UsageError):
    pass


class DataError(UsageError):
    pass


class SubmissionError(AutograderError):
    exit_status = 1


class BrokenError(AutograderError):
    exit_status = 3


class SandboxError(BrokenError):
    pass


class GradebookError(BrokenError):
    pass
