"""Pictures for failed checks: a curve, and a matrix with its row sums, as small PNGs.

Each PNG says in its metadata what is in it, for readers who cannot see it. Must not know the check. Imports matplotlib only
when a picture is drawn, as most runs draw none.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DESCRIPTION = "Description"  # the PNG standard's keyword for a description of the picture


def curve_picture(
    values: Sequence[float], *, title: str, xlabel: str, ylabel: str, level: float | None = None, level_name: str = ""
) -> bytes:
    """A PNG, about 10 kB, of one curve, with a line at 0 and optionally a dashed line at ``level``."""
    shown = np.where(np.isfinite(values), values, np.nan)
    text = f"{title}: a curve of {len(shown)} points. {_course(shown)}"
    if level is not None:
        text += f" A dashed line marks {level_name}, {level:.3g}."
    with _figure(5, 2.8) as (figure, png):
        axes = figure.subplots()
        axes.plot(shown, color="tab:blue", linewidth=1)
        if level is not None:
            axes.axhline(level, color="tab:gray", linestyle="--", linewidth=1, label=level_name)
            axes.legend(loc="best", fontsize="small")
        axes.axhline(0, color="black", linewidth=0.5)
        axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
        figure.savefig(png, metadata={DESCRIPTION: text})
    return png.getvalue()


def row_sums_picture(values: ArrayLike, *, title: str, expected: float) -> bytes:
    """A PNG, about 10 kB: a matrix as a heatmap, and the sum of each row as a bar, with a dashed line at ``expected``."""
    matrix = np.asarray(values, dtype=np.float64)
    matrix = np.where(np.isfinite(matrix), matrix, np.nan)
    sums = matrix.sum(axis=1)
    text = (
        f"{title}: a matrix of {matrix.shape[0]} rows and {matrix.shape[1]} columns in colours, and the sum of each row as "
        f"a bar. {_spread(sums, 'The sums')} A dashed line marks the expected sum, {expected:g}."
    )
    with _figure(6, 3.6) as (figure, png):
        left, right = figure.subplots(1, 2)
        figure.colorbar(left.imshow(matrix, aspect="auto", cmap="viridis", interpolation="nearest"), ax=left)
        left.set(title=title, xlabel="column", ylabel="row")
        right.barh(np.arange(len(matrix)), sums, height=1.0, color="tab:blue")
        right.axvline(expected, color="tab:gray", linestyle="--", linewidth=1, label=f"expected: {expected:g}")
        right.set(title="sum of each row", ylim=(len(matrix) - 0.5, -0.5))
        right.legend(loc="best", fontsize="small")
        figure.savefig(png, metadata={DESCRIPTION: text})
    return png.getvalue()


@contextlib.contextmanager
def _figure(width: float, height: float) -> Iterator[tuple[Figure, io.BytesIO]]:
    """An empty figure, its size in inches, and where its PNG goes; in matplotlib's own style, whatever a notebook has set."""
    from matplotlib import style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with style.context("default"):
        figure = Figure(figsize=(width, height), dpi=80, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, io.BytesIO()


def _course(values: NDArray[np.float64]) -> str:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return "None of its values is a finite number."
    return f"It goes from {finite[0]:.3g} to {finite[-1]:.3g}. {_spread(values, 'Its values')}"


def _spread(values: NDArray[np.float64], what: str) -> str:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return f"{what} are not finite numbers."
    others = "" if len(finite) == len(values) else "; others are not finite numbers"
    return f"{what} lie between {finite.min():.3g} and {finite.max():.3g}{others}."
