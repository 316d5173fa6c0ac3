"""Small PNGs that go with a check's message.

Must not know the check. Imports matplotlib where a picture is drawn: most runs draw none.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np


def curve_picture(
    values: Sequence[float], *, title: str, xlabel: str, ylabel: str, level: float | None = None, level_name: str = ""
) -> bytes:
    """A PNG of one curve, about 10 kB, on an axis that shows 0, with an optional dashed level to compare it with."""
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
