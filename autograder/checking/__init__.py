"""The library for suites: assertions, questions, networks, training, pictures, wording.

Owns the comparison of copied values with expected ones, and the message a student reads if they differ. Must not know any
assignment, how a suite is run, or what a check is worth. The assertions are exported here; import the rest from the modules:

    assertions    compare a value with the expected one
    questions     call the student's functions and check their answers
    networks      fully connected layers, in NumPy
    training      a training run that the host verifies
    pictures      pictures for failed checks
    wording       values in words
"""

from __future__ import annotations

from . import assertions
from .assertions import *  # noqa: F403

__all__ = assertions.__all__
