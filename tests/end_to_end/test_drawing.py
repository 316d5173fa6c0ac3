"""The drawing widget in JupyterLab and Notebook 7, in a real browser: the course's network reads handwritten digits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder import datasets
from autograder.course.assignment import load_assignment
from autograder.course.cells import grade_id

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHECKOUT = Path(__file__).resolve().parents[2]
EXTENSIONS = ["jupyterlab", "notebook", "notebook_shim"]
QUIET = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
# Handwritten digits: the strokes of each, as points in the unit square with the origin at its top left corner.
HANDWRITING: dict[int, list[list[tuple[float, float]]]] = {
    0: [
        [
            *((0.56, 0.14), (0.42, 0.16), (0.31, 0.28), (0.26, 0.46), (0.28, 0.66), (0.37, 0.81), (0.51, 0.86)),
            *((0.65, 0.79), (0.73, 0.62), (0.73, 0.42), (0.68, 0.25), (0.55, 0.15)),
        ]
    ],
    1: [[(0.55, 0.13), (0.53, 0.32), (0.51, 0.50), (0.49, 0.69), (0.48, 0.87)]],
    2: [
        [
            *((0.29, 0.30), (0.35, 0.19), (0.48, 0.14), (0.62, 0.18), (0.68, 0.30), (0.64, 0.43), (0.53, 0.57)),
            *((0.40, 0.71), (0.28, 0.83), (0.42, 0.82), (0.57, 0.83), (0.74, 0.82)),
        ]
    ],
    3: [
        [
            *((0.31, 0.20), (0.44, 0.13), (0.59, 0.15), (0.66, 0.26), (0.60, 0.39), (0.45, 0.47), (0.61, 0.51)),
            *((0.71, 0.63), (0.67, 0.78), (0.53, 0.86), (0.38, 0.85), (0.28, 0.77)),
        ]
    ],
    4: [
        [(0.36, 0.14), (0.33, 0.27), (0.29, 0.41), (0.27, 0.52), (0.42, 0.53), (0.58, 0.51), (0.76, 0.49)],
        [(0.64, 0.17), (0.62, 0.36), (0.60, 0.55), (0.58, 0.72), (0.57, 0.88)],
    ],
    5: [
        [
            *((0.36, 0.17), (0.34, 0.30), (0.31, 0.45), (0.44, 0.42), (0.59, 0.46), (0.68, 0.58), (0.66, 0.73)),
            *((0.54, 0.84), (0.39, 0.85), (0.27, 0.78)),
        ],
        [(0.36, 0.17), (0.48, 0.16), (0.60, 0.16), (0.71, 0.14)],
    ],
    6: [
        [
            *((0.61, 0.12), (0.48, 0.23), (0.38, 0.38), (0.32, 0.56), (0.33, 0.73), (0.43, 0.85), (0.57, 0.85)),
            *((0.67, 0.74), (0.66, 0.61), (0.56, 0.53), (0.44, 0.57), (0.35, 0.67)),
        ]
    ],
    7: [
        [
            *((0.27, 0.19), (0.41, 0.18), (0.56, 0.18), (0.72, 0.16), (0.66, 0.32), (0.58, 0.49), (0.52, 0.67)),
            *((0.46, 0.88),),
        ]
    ],
    8: [
        [
            *((0.63, 0.22), (0.51, 0.14), (0.38, 0.19), (0.35, 0.31), (0.45, 0.43), (0.59, 0.54), (0.67, 0.68)),
            *((0.61, 0.82), (0.47, 0.87), (0.34, 0.79), (0.33, 0.65), (0.44, 0.52), (0.58, 0.41), (0.66, 0.29)),
            *((0.62, 0.21),),
        ]
    ],
    9: [
        [
            *((0.65, 0.27), (0.55, 0.16), (0.41, 0.17), (0.33, 0.30), (0.36, 0.44), (0.49, 0.49), (0.61, 0.42)),
            *((0.66, 0.27), (0.65, 0.45), (0.61, 0.62), (0.57, 0.76), (0.53, 0.88)),
        ]
    ],
}
DOT = [[(0.5, 0.5)]]
# Key codes, and the text that each key types.
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), "ArrowRight": (39, "")}

# The cells of the course's notebook that train its network, and those that read a drawing with it.
TRAINING = ("imports", "device", "settings", "mlp_symbol", "make_iters", "custom_loop")
READING = ("imports", "device", "mlp_symbol", "predict", "resize", "classify")
TRAIN = """
from autograder import datasets
from autograder.course.cells import grade_id
from autograder.course.assignment import load_assignment
data = datasets.load("mnist")
train_iter, _ = make_iters(data.train_images, data.train_labels, batch_size)
params, _ = custom_loop(mlp_symbol(), train_iter, 5)
mx.nd.save("network.params", params)
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Path:
    """A folder with the test's notebook and the network of the course's notebook, trained for five epochs."""
    browser.find_chromium()
    data = datasets.load("mnist")
    if data.note:
        pytest.skip(data.note)
    folder = tmp_path_factory.mktemp("drawing")
    sources = {grade_id(cell): cell.source for cell in load_assignment("mxnet-symbol").cells}
    script = "\n\n".join([*(sources[name] for name in TRAINING), TRAIN])
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment, check=True, timeout=180)
    setup = [
        *(sources[name] for name in READING),
        "predict.params = mx.nd.load('network.params')",
        "from autograder.drawing import draw_digit",
    ]
    cells = [
        new_code_cell("\n\n".join(setup), id="setup"),
        new_code_cell("draw_digit(classify, predict)", id="draw"),
        new_code_cell(
            "def unwritten(image):\n    raise NotImplementedError('<b>write me</b>')\ndraw_digit(unwritten, predict)",
            id="unwritten",
        ),
        new_code_cell("draw_digit(lambda image: 10, predict)", id="wrong"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.write(made, folder / "drawing.ipynb")
    return folder


@pytest.fixture(scope="module")
def server(notebook: Path, browser: Any, tmp_path_factory: pytest.TempPathFactory):
    scratch = tmp_path_factory.mktemp("server")
    settings = scratch / "settings" / "@jupyterlab"
    for name, values in QUIET.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    environment = {
        **os.environ,
        "HOME": str(scratch / "home"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings.parent),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_NO_CONFIG": "1",
        "PYTHONPATH": str(CHECKOUT),
    }
    exposed = ["--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"]
    made = browser.Server(notebook, environment, scratch, *exposed, extensions=EXTENSIONS)
    yield made
    made.close()


class Widget:
    """One drawing widget of a page, operated by mouse and keyboard."""

    def __init__(self, page: Any, number: int) -> None:
        self.page = page
        self.root = f"document.querySelectorAll('.autograder-drawing')[{number}]"
        page.wait(f"Boolean({self.root})")

    def js(self, expression: str):
        return self.page.js(f"{self.root}.{expression}")

    def text(self, part: str) -> str:
        return self.js(f"querySelector('.draw-{part}').innerText")

    def click(self, part: str) -> None:
        self.js(f"querySelector('.draw-{part}').click()")
        self.settle()

    def settle(self) -> None:
        """Wait until the widget shows the answer to the current drawing."""
        self.page.wait(f"{self.root}.querySelector('.draw-results').ariaBusy === 'false'")

    def paper(self) -> tuple[float, float, float]:
        """Scroll the paper into view; returns its left edge, top edge and side, in CSS pixels."""
        self.js("querySelector('.draw-paper').scrollIntoView({block: 'center'})")
        box = f"{self.root}.querySelector('.draw-paper').getBoundingClientRect()"
        return tuple(self.page.js(f"(box => [box.left, box.top, box.width])({box})"))

    def draw(self, strokes: list[list[tuple[float, float]]]) -> None:
        left, top, side = self.paper()
        for stroke in strokes:
            kinds = ["mousePressed", *["mouseMoved"] * (len(stroke) - 1)]
            for kind, (x, y) in zip(kinds, stroke, strict=True):
                self.mouse(kind, left + side * x, top + side * y)
            self.mouse("mouseReleased", left + side * stroke[-1][0], top + side * stroke[-1][1])
        self.settle()

    def mouse(self, kind: str, x: float, y: float) -> None:
        self.page.do("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def ink(self) -> int:
        """The number of dark pixels on the paper."""
        paper = f"{self.root}.querySelector('.draw-paper')"
        pixels = "paper.getContext('2d').getImageData(0, 0, paper.width, paper.height).data"
        return self.page.js(
            f"(paper => {pixels}.reduce((n, value, i) => n + (i % 4 === 0 && value < 128), 0))({paper})"
        )

    def key(self, key: str) -> None:
        code, text = KEYS[key]
        for kind in ("keyDown", "keyUp"):
            self.page.do("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text)

    def focused(self) -> str:
        return self.page.js("document.activeElement.className")


@pytest.fixture(scope="module")
def lab(server: Any, page: Any):
    """The notebook in JupyterLab, after all of its cells ran."""
    run_all(page, server.url("lab/tree/drawing.ipynb"))
    return page


def run_all(page: Any, url: str) -> None:
    page.open(url, "Boolean(window.jupyterapp && document.querySelector('.jp-NotebookPanel .jp-CodeCell'))")
    page.wait(
        "(app => { const panel = [...app.shell.widgets('main')].find(each => each.context?.sessionContext);"
        " if (!panel?.context.sessionContext.session?.kernel) return false;"
        " app.shell.activateById(panel.id);"
        " return app.shell.currentWidget === panel; })(window.jupyterapp)"
    )
    page.js("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait("document.querySelectorAll('.autograder-drawing').length === 3")


@pytest.fixture
def widget(lab: Any) -> Widget:
    """The widget of the right function, with an empty paper."""
    made = Widget(lab, 0)
    made.click("clear")
    return made


def test_ten_handwritten_digits_are_read(widget: Widget, record_property) -> None:
    read = {}
    for digit, strokes in HANDWRITING.items():
        widget.draw(strokes)
        read[digit] = widget.text("digit")
        assert widget.text("note").startswith(f"Read as {read[digit]} (")
        widget.click("clear")
    widget.page.screenshot("drawing")
    record_property("read", read)
    print(read)
    assert sum(said == str(digit) for digit, said in read.items()) >= 8, read


def test_answer_comes_with_probabilities_and_what_the_network_saw(widget: Widget) -> None:
    widget.draw(HANDWRITING[0])
    shares = [float(share.split()[0]) for share in widget.text("bars").split("\n") if share.endswith("%")]
    assert len(shares) == 10 and sum(shares) == pytest.approx(100, abs=1)
    assert widget.text("caption") == "28 × 28 pixels, values 0 to 1"
    pixel = "querySelector('.draw-seen').getContext('2d').getImageData(14, {}, 1, 1).data[0]"
    assert widget.js(pixel.format(14)) < 50 < 200 < max(widget.js(pixel.format(row)) for row in range(2, 8))


def test_undo_takes_back_a_whole_stroke(widget: Widget) -> None:
    widget.draw(HANDWRITING[4][:1])
    once, answer = widget.ink(), widget.text("note")
    widget.draw(HANDWRITING[4][1:])
    assert widget.ink() > once and widget.text("note") != answer
    widget.click("undo")
    assert widget.ink() == once and widget.text("note") == answer
    widget.click("undo")
    assert widget.ink() == 0 and widget.js("querySelector('.draw-undo').disabled")


def test_cleared_paper_has_no_answer(widget: Widget) -> None:
    widget.draw(HANDWRITING[7])
    assert "%" in widget.text("bars") and widget.text("caption")
    widget.click("clear")
    assert widget.ink() == 0
    assert (widget.text("digit"), widget.text("note"), widget.text("caption")) == ("–", "Draw a digit from 0 to 9.", "")
    assert "%" not in widget.text("bars")


def test_brush_is_set_with_the_keyboard_and_the_buttons_follow_it(widget: Widget) -> None:
    widget.draw(DOT)
    dot = widget.ink()
    widget.js("querySelector('.draw-size').focus()")
    for _ in range(8):
        widget.key("ArrowRight")
    assert widget.focused() == "draw-size"  # and not on the next cell
    widget.draw(DOT)
    assert 1.5 * dot < widget.ink() < 2.2 * dot  # 22 pixels have become 30
    widget.js("querySelector('.draw-size').focus()")
    widget.key("Tab")
    assert widget.focused() == "draw-undo"
    widget.key("Tab")
    assert widget.focused() == "draw-clear"
    widget.key("Enter")
    widget.settle()
    assert widget.ink() == 0


def test_finger_draws_and_does_not_scroll(widget: Widget) -> None:
    left, top, side = widget.paper()
    for kind, x, y in (("Start", 0.5, 0.1), ("Move", 0.5, 0.4), ("Move", 0.48, 0.7), ("Move", 0.48, 0.9)):
        touch = {"x": left + side * x, "y": top + side * y}
        widget.page.do("Input.dispatchTouchEvent", type=f"touch{kind}", touchPoints=[touch])
    widget.page.do("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    widget.settle()
    assert widget.text("digit") == "1"
    assert widget.paper() == (left, top, side)


def test_paper_is_as_sharp_as_the_screen(widget: Widget) -> None:
    widget.draw(HANDWRITING[3])
    answer = widget.text("digit")
    widget.page.do("Emulation.setDeviceMetricsOverride", width=1200, height=1600, deviceScaleFactor=2, mobile=False)
    try:
        widget.page.wait(f"{widget.root}.querySelector('.draw-paper').width === 560")
        widget.click("clear")
        widget.draw(HANDWRITING[3])
        assert widget.text("digit") == answer
    finally:
        widget.page.do("Emulation.clearDeviceMetricsOverride")


def test_an_exception_in_the_function_is_shown_as_one_sentence_and_the_widget_goes_on(lab: Any) -> None:
    widget = Widget(lab, 1)
    widget.draw(DOT)
    assert widget.text("note") == "classify raised NotImplementedError in line 2 of unwritten: <b>write me</b>"
    assert widget.js("querySelector('.draw-note').childElementCount") == 0
    assert widget.text("digit") == "–"
    lab.screenshot("drawing-raised")
    widget.click("undo")
    assert widget.text("note") == "Draw a digit from 0 to 9."


def test_answer_that_is_no_digit_is_named(lab: Any) -> None:
    widget = Widget(lab, 2)
    widget.draw(DOT)
    assert widget.text("note") == "classify returned 10 (int), but an int from 0 to 9 is expected."


def test_notebook_7_shows_it_too(server: Any, browser: Any, tmp_path: Path) -> None:
    # A new page, because JupyterLab asks before its page may be left.
    page = browser.Page(browser.find_chromium(), tmp_path)
    try:
        run_all(page, server.url("notebooks/drawing.ipynb"))
        widget = Widget(page, 0)
        widget.draw(HANDWRITING[0])
        page.screenshot("drawing-notebook")
        assert widget.text("digit") == "0"
    finally:
        page.close()
