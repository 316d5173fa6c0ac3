"""What suites import: assertions, questions, networks, training, pictures, wording.

Owns the comparison of copied values with expected ones, and what a student reads where they differ. Must not know any
assignment, how a suite is run, or what a check is worth. The assertions are at hand here; the other modules have names of
their own:

    assertions    a value is what it should be
    questions     what checks of many functions ask
    networks      fully connected layers, in NumPy
    training      a training that is believed
    pictures      what a failed check may draw
    wording       values in words
"""

from __future__ import annotations

from . import assertions
from .assertions import *  # noqa: F403

__all__ = assertions.__all__
