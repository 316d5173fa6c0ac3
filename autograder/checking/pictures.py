"""Pictures for failed checks: a curve, and a matrix with its row sums, as small PNGs.

Must not know the check. Imports matplotlib only when a picture is drawn, as most runs draw none.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike


def curve_picture(
    values: Sequence[float], *, title: str, xlabel: str, ylabel: str, level: float | None = None, level_name: str = ""
) -> bytes:
    """A PNG, about 10 kB, of one curve, with a line at 0 and optionally a dashed line at ``level``."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 2.8), dpi=80, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot(np.where(np.isfinite(values), values, np.nan), color="tab:blue", linewidth=1)
    if level is not None:
        axes.axhline(level, color="tab:gray", linestyle="--", linewidth=1, label=level_name)
        axes.legend(loc="best", fontsize="small")
    axes.axhline(0, color="black", linewidth=0.5)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def row_sums_picture(values: ArrayLike, *, title: str, expected: float) -> bytes:
    """A PNG, about 10 kB: a matrix as a heatmap, and the sum of each row as a bar, with a dashed line at ``expected``."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    matrix = np.asarray(values, dtype=np.float64)
    matrix = np.where(np.isfinite(matrix), matrix, np.nan)
    figure = Figure(figsize=(6, 3.6), dpi=80, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    figure.colorbar(left.imshow(matrix, aspect="auto", cmap="viridis", interpolation="nearest"), ax=left)
    left.set(title=title, xlabel="column", ylabel="row")
    right.barh(np.arange(len(matrix)), matrix.sum(axis=1), height=1.0, color="tab:blue")
    right.axvline(expected, color="tab:gray", linestyle="--", linewidth=1, label=f"expected: {expected:g}")
    right.set(title="sum of each row", ylim=(len(matrix) - 0.5, -0.5))
    right.legend(loc="best", fontsize="small")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
