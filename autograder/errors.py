"""Exceptions for the kit's own faults and for wrong use, each with its exit status.

A student's failure is a value, never one of these.

AutograderError                 the command line shows its text as one line
├── UsageError                  exit status 2: wrong use, such as a name or an option that does not exist
│   ├── AssignmentError         an assignment, its source notebook or its suite is missing or malformed
│   └── DataError               a data set is neither found nor downloaded, or its content is wrong
├── SubmissionError             exit status 1: a submission cannot be read: not JSON, not a notebook, too large ...
└── BrokenError                 exit status 3: our own fault; the grade does not count
    ├── SandboxError            the room could not be opened: no bubblewrap, no namespaces, unreachable interpreter
    └── GradebookError          nbgrader or its database reported an error
"""

from __future__ import annotations


class AutograderError(Exception):
    """The base class. The text says what is wrong and where, what was expected, what was found, and the next step."""

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
