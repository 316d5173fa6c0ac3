"""How often a right solution misses the bar of a training check: measured, and written beside the bar in ``suite.toml``.

The steps of a right solution are known, so the host takes them alone: there is no room (sandbox) and no student code. Must not
know any assignment.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..checking.training import read_training, rehearse
from ..course.assignment import Assignment
from ..datasets import prepare, stand_in
from ..errors import AssignmentError
from ..files import write_public

AT_MOST = 1e-3  # of right solutions that miss the bar


@dataclass(frozen=True)
class Calibration:
    """What a number of right trainings came to.

    Attributes
    ----------
    dataset
        The data set: the budget's name.
    bar
        The accuracy to reach.
    accuracies
        Shares of right answers, shape (trainings, looks): a training goes on after it reached the bar.
    images
        The training images done at each look, shape (looks,).
    brief, brief_bar
        The accuracies after the brief training, shape (trainings,), and the one to reach there.
    """

    dataset: str
    bar: float
    accuracies: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    images: np.ndarray[tuple[int], np.dtype[np.int64]]
    brief: np.ndarray[tuple[int], np.dtype[np.float64]]
    brief_bar: float

    @property
    def missed(self) -> int:
        """The trainings that reached the bar at no look."""
        return int(np.sum(~(self.accuracies >= self.bar).any(axis=1)))

    @property
    def tail(self) -> float:
        """The share of right trainings that miss the bar, if accuracies at the last look are normally distributed.

        It is too high if anything: a training that misses the bar at the last look may have reached it before.
        """
        last = self.accuracies[:, -1]
        deviation, above = float(last.std(ddof=1)), float(last.mean()) - self.bar
        if deviation == 0:
            return float(above < 0)
        return 0.5 * math.erfc(above / deviation / math.sqrt(2))

    @property
    def held(self) -> bool:
        """Whether few enough right solutions miss the bar."""
        return max(self.tail, self.missed / len(self.accuracies)) < AT_MOST

    @property
    def short(self) -> str:
        """The result in a line, to stand beside the bar."""
        last = self.accuracies[:, -1]
        return (
            f"missed by {self.missed} of {len(last)} right trainings; {last.mean():.4f} at the limit, standard deviation "
            f"{last.std(ddof=1):.4f}: {self.tail:.0e} of all miss it"
        )

    @property
    def lines(self) -> Iterator[str]:
        """All of the result, for people."""
        yield f"{self.dataset}: bar {self.bar:g}: {self.short}"
        reached = self.accuracies >= self.bar
        for look, images in enumerate(self.images):
            first = int(np.sum(reached[:, look] & ~reached[:, :look].any(axis=1)))
            found = self.accuracies[:, look]
            yield (
                f"  after {images:,} images: {found.mean():.4f}, standard deviation {found.std(ddof=1):.4f}, at least "
                f"{found.min():.4f}; {first} stopped"
            )
        yield f"  brief training: {self.brief.mean():.3f}, at least {self.brief.min():.3f}; bar {self.brief_bar:g}"


def calibrate(
    assignment: Assignment, seeds: int, *, progress: Callable[[str, int], None] = lambda dataset, seed: None
) -> list[Calibration]:
    """Train with right solutions on each data set that the suite has a budget for; see `Calibration`.

    Parameters
    ----------
    assignment
        The assignment.
    seeds
        How many trainings, at least 2; each has its own first parameters and order of images.
    progress
        Called with the data set and the seed before each training.

    Raises
    ------
    AssignmentError
        The suite has no ``[training]``, or it is malformed.
    DataError
        A data set is not there.
    """
    network, budgets = read_training(_settings(assignment), "")
    found = []
    for name, budget in budgets.items():
        data = stand_in() if name == "digits" else prepare(name).dataset
        if data.name != name:  # the stand-in has a budget of its own
            continue
        runs = []
        for seed in range(seeds):
            progress(name, seed)
            runs.append(list(rehearse(data, seed, network, budget)))
        images = np.array([images for images, _ in runs[0]])
        shares = np.array([[accuracy for _, accuracy in run] for run in runs])
        looks = images >= budget.first_look
        brief = shares[:, np.argmax(images >= budget.brief)]
        found.append(Calibration(name, budget.bar, shares[:, looks], images[looks], brief, budget.brief_bar))
    return found


def write(assignment: Assignment, results: list[Calibration]) -> Path:
    """Write each result as a comment beside its bar in ``suite.toml``; returns the file.

    Raises
    ------
    AssignmentError
        A bar does not stand on a line of its own, below ``[training.NAME]``.
    """
    path = _settings(assignment)
    lines = path.read_text("utf-8").splitlines()
    for result in results:
        header, inside, bar = f"[training.{result.dataset}]", False, None
        for number, line in enumerate(lines):
            if line.startswith("["):
                inside = line.partition("#")[0].strip() == header
            elif line.partition("=")[0].strip() == "bar" and inside:
                bar = number
        if bar is None:
            raise AssignmentError(f"{path}: expected a line `bar = ...` below {header}")
        lines[bar] = f"{lines[bar].partition('#')[0].rstrip()}  # {result.short}"
    write_public(path, ("\n".join(lines) + "\n").encode())
    return path


def _settings(assignment: Assignment) -> Path:
    return assignment.suite / "suite.toml"
