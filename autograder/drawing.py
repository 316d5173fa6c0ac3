"""A notebook widget: draw a digit, and see which digit the student's function recognises.

Owns `ask`, which gives a drawing to ``classify`` and returns an `Answer` even if ``classify`` fails, and the widget that shows
the answer. The page's part is in ``static/drawing.js`` and ``static/drawing.css``. Must not know how a digit is recognised.
Grading does not import this module, because it needs anywidget.

The notebook page and the kernel exchange only the widget's traits:

    side      kernel -> page: a drawing is ``side`` x ``side`` pixels
    strokes   page only: the strokes, each ``{"width", "points"}``, so that a second view or a reloaded page can show them
    image     page -> kernel: one byte for each pixel, row by row, 0 ink and 255 paper; empty if nothing is drawn
    number    page -> kernel: the number of the drawing in ``image``; ``classify`` is called once for each number
    answer    kernel -> page: `Answer.to_dict` and, as ``"number"``, the drawing that was asked about
"""

from __future__ import annotations

import operator
import reprlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .plaintext import Limit, one_line

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError(
        f"drawing needs the package anywidget, which cannot be imported ({error}). Next: python -m pip install anywidget, "
        "then restart the kernel and reload the page"
    ) from error

SIDE = 280  # pixels; ten times the side of the network's images, so that scaling down keeps the shape of strokes
CLASSES = 10
NETWORK_SIDE = 28
_WORDS = Limit(300, 1, 300)
_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, eq=False)
class Answer:
    """The result of ``classify`` for one drawing, and the network's output that it is based on.

    Attributes
    ----------
    digit
        0 to 9; ``None`` if nothing was drawn or no digit was returned.
    probabilities
        Ten, from the last call of the network (their mean if that call had several images); empty if it was not called. They
        may be NaN.
    seen
        float32, shape (28, 28): the image that the network was given, the first one of several.
    images
        How many images the network was given.
    note
        A sentence that says what went wrong, else ``""``.
    """

    digit: int | None = None
    probabilities: tuple[float, ...] = ()
    seen: npt.NDArray[np.float32] | None = None
    images: int = 0
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The answer for the page. NaN and infinity become ``None``, because JSON does not have them."""
        return {
            "digit": self.digit,
            "probabilities": [value if np.isfinite(value) else None for value in self.probabilities],
            "seen": None if self.seen is None else _grey(self.seen),
            "reach": _reach(self.seen),
            "images": self.images,
            "note": self.note,
        }


def ask(classify: Callable[[Any], Any], predict: Any, image: npt.NDArray[np.uint8]) -> Answer:
    """Have ``classify`` name the digit in a drawing. An exception that it raises becomes the answer's note.

    Parameters
    ----------
    classify
        The student's function: an image of shape (h, w) goes in, an ``int`` from 0 to 9 comes out.
    predict
        The function that ``classify`` calls: each call leaves new arrays in ``predict.seen``, shape (n, 28, 28), and in
        ``predict.probabilities``, shape (n, 10).
    image
        uint8, shape (h, w), 0 ink and 255 paper; ``classify`` gets a copy, and is not called if nothing is drawn.
    """
    if image.size == 0 or image.min() == image.max():
        return Answer()
    before = getattr(predict, "probabilities", None)
    digit, note = None, ""
    try:
        returned = classify(image.copy())
    except BaseException as error:  # also SystemExit and an interrupted kernel: the widget keeps working and shows them
        note = _raised(classify, error)
    else:
        digit = _digit(returned)
        if digit is None:
            note = f"classify returned {_shown(returned)}, but an int from 0 to 9 is expected."
    after = getattr(predict, "probabilities", None)
    if after is before:  # the probabilities, if any, are of an earlier drawing
        return Answer(digit, note=note or "classify did not call predict: the network has not seen this drawing.")
    try:
        seen, probabilities = _told(getattr(predict, "seen", None), after)
    except (TypeError, ValueError) as error:
        return Answer(digit, note=note or one_line(f"The arrays that predict keeps cannot be shown: {error}.", _WORDS))
    if not note and not all(map(np.isfinite, probabilities)):
        note = "The network's probabilities are not numbers (NaN or infinite): its training may have diverged."
    return Answer(digit, probabilities, seen[0], len(seen), note)


def _told(seen: Any, probabilities: Any) -> tuple[npt.NDArray[np.float32], tuple[float, ...]]:
    """float32 images of shape (n, 28, 28), and the mean of their probabilities. ValueError or TypeError for other values."""
    images = np.asarray(seen, np.float32)
    rows = np.asarray(probabilities, np.float64)
    if not images.size or images.size % NETWORK_SIDE**2:
        raise ValueError(f"predict.seen has the shape {images.shape}, expected (n, {NETWORK_SIDE}, {NETWORK_SIDE})")
    if rows.ndim != 2 or rows.shape[1] != CLASSES or not len(rows):
        raise ValueError(f"predict.probabilities has the shape {rows.shape}, expected (n, {CLASSES})")
    return images.reshape(-1, NETWORK_SIDE, NETWORK_SIDE), tuple(rows.mean(axis=0).tolist())


def _digit(returned: Any) -> int | None:
    """The returned value if it is an int from 0 to 9, of Python or NumPy, else ``None``."""
    if isinstance(returned, bool | np.bool_ | np.ndarray):
        return None
    try:
        number = operator.index(returned)
    except Exception:  # an object may define __index__ in any way
        return None
    return number if 0 <= number < CLASSES else None


def _shown(value: Any) -> str:
    """``7.0 (float64)``: the value, shortened, and its type."""
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    return one_line(
        "None" if value is None else f"{reprlib.repr(value)} ({type(value).__name__}{shape})", Limit(120, 1, 120)
    )


def _raised(classify: Any, error: BaseException) -> str:
    """``classify raised ValueError in line 3 of crop: no ink``."""
    try:
        message = str(error)
    except Exception:
        message = ""
    if not message and isinstance(error, NotImplementedError):
        message = "it is not written yet"
    # The last line that was reached in the notebook, instead of one deep inside a library.
    own = getattr(classify, "__globals__", None)
    frames = traceback.walk_tb(error.__traceback__)
    places = [f" in line {line} of {frame.f_code.co_name}" for frame, line in frames if frame.f_globals is own]
    what = f"classify raised {type(error).__name__}{places[-1] if places else ''}"
    return one_line(f"{what}: {message}" if message else f"{what}.", _WORDS)


def _grey(image: npt.NDArray[np.float32]) -> bytes:
    """One byte for each pixel; values outside [0, 1] are clipped, NaN becomes 0."""
    grey = np.rint(np.clip(np.nan_to_num(image), 0, 1) * 255).astype(np.uint8)
    return bytes(grey.tobytes())


def _reach(image: npt.NDArray[np.float32] | None) -> str:
    """The smallest and the largest value. They reveal pixels from 0 to 255, or a light background."""
    return "" if image is None else f"{image.min():.3g} to {image.max():.3g}"


class Drawing(anywidget.AnyWidget):
    """The widget of `draw_digit`."""

    _esm = _STATIC / "drawing.js"
    _css = _STATIC / "drawing.css"
    side = traitlets.Int(SIDE).tag(sync=True)
    strokes: Any = traitlets.List().tag(sync=True)
    image = traitlets.Bytes().tag(sync=True, echo_update=False, from_json=lambda view, _: bytes(view))  # a memoryview
    number = traitlets.Int(0).tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __init__(self, classify: Callable[[Any], Any], predict: Any) -> None:
        for name, given in (("classify", classify), ("predict", predict)):
            if not callable(given):
                raise TypeError(
                    f"draw_digit(classify, predict) takes two functions, but {name} is {_shown(given)}. Next: run the cell "
                    f"that defines {name}, and give the function itself, without parentheses after its name"
                )
        super().__init__()
        self._classify = classify
        self._predict = predict
        self.observe(self._answer, "number")

    def _answer(self, change: Any) -> None:
        image = np.frombuffer(self.image, np.uint8)
        if image.size:
            image = image.reshape(self.side, self.side)
        self.answer = {**ask(self._classify, self._predict, image).to_dict(), "number": change["new"]}


def draw_digit(classify: Callable[[Any], Any], predict: Any) -> Drawing:
    """A canvas to draw a digit on, with the answers of ``classify`` and the network. Call it in the last line of a cell.

    Parameters
    ----------
    classify
        Your function: an image of shape (h, w) goes in, an ``int`` from 0 to 9 comes out. It is given a uint8 array of shape
        (280, 280), 0 ink and 255 paper, and calls the network through ``predict``.
    predict
        ``predict(images)`` takes float32 images of shape (n, 28, 28) in [0, 1], returns probabilities of shape (n, 10), and
        keeps the last images and probabilities as new arrays in ``predict.seen`` and ``predict.probabilities``.

    Returns
    -------
    Drawing
        The widget. It keeps the function that it was given: after a change to ``classify``, run this cell again, too.

    Raises
    ------
    TypeError
        ``classify`` or ``predict`` is not a function.
    """
    return Drawing(classify, predict)
