"""Feedback pages in a real browser: no script of a student's runs, and the pages fit narrow and wide screens."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest

from autograder.checking.pictures import row_sums_picture
from autograder.model import CellReport, CheckResult, Measure, Report, Verdict
from autograder.reports import Summary, cell_html, class_html, leaderboard_html, report_html
from autograder.reports.changes import Change, Regraded, RegradeFigures, regrade_html
from autograder.reports.ranking import Leaderboard, places

from .browser import Page, find_chromium

pytestmark = pytest.mark.browser

SECONDS = 60
STUDENTS = ("ada", "bob", "cyd", "dan")
OWN = "document.documentElement.setAttribute('data-owned','yes')"
ATTACKS = (
    f"<script>{OWN}</script>",
    f'<img src=x onerror="{OWN}">',
    f'</pre></td></tr></table></div></style></title><svg onload="{OWN}">',
    f'" autofocus onfocus="{OWN}" x=\'',
    f'<iframe srcdoc="<script>parent.{OWN}</script>"></iframe>',
)
MATRIX = "got = " + "\n      ".join("[" + ", ".join(f"{i * j / 7:.6f}" for j in range(14)) + "]" for i in range(6))
LONG = "softmax(y_linear)[0, 1] is wrong " + "x" * 900


def submission(message: str) -> Report:
    checks = tuple(
        CheckResult(f"n{i}", f"Check number {i}", verdict, message=message, hint="Try `axis=1`.", hidden=i == 1)
        for i, verdict in enumerate(Verdict)
    )
    long_name = CellReport("softmax_cross_entropy_of_a_very_long_name", 7.0, (checks[0],), (message,))
    return Report(
        "mlp-mnist",
        7,
        (CellReport("softmax", 6.0, checks, (message,)), long_name),
        student=f"ada{message}"[:200],
        manual_points=3.0,
        environment={"mxnet": "1.9.1", "data_note": message},
        notes=(message,),
        outputs={"softmax": message, "other": message},
    )


def documents(message: str) -> dict[str, str]:
    """The student's page, the class's page, a regrading, and cell fragments in a page without a content security policy."""
    made = submission(message)
    change = Change("softmax_cross_entropy_of_a_very_long_name", message, True, "passed", "failed", message)
    again = [Regraded(f"ada{message}"[:200], 3, 2.5, (change, change)), Regraded("eve", problem=message)]
    fragments = "".join(cell_html(cell, made) for cell in made.cells)
    return {
        "page": report_html(made),
        "class": class_html([made, Summary.ungraded("mlp-mnist", "eve", message)]),
        "regrade": regrade_html(again, RegradeFigures.of(again, 6), assignment="mlp-mnist", applied=False),
        "fragments": f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{fragments}</body></html>",
    }


def a_class() -> dict[str, str]:
    """The pages of a class of five with pictures, mistakes, functions that nobody wrote, and a leaderboard."""
    plot = b64encode(row_sums_picture([[1.0, 2.0], [0.5, 0.5]], title="softmax(X)", expected=1)).decode("ascii")
    named = {"misconception": "not-normalised", "explanation": "The exponentials are not divided by their `sum`."}
    rows = CheckResult("rows", "Every row sums to 1", Verdict.FAILED, message="got 3", picture=plot, **named)
    passed = CheckResult("shape", "The shape is kept", Verdict.PASSED)
    wrong = CellReport("softmax", 6.0, (passed, rows))
    right = CellReport("softmax", 6.0, (passed,))
    others = tuple(CellReport(f"function_number_{number}", 4.0, (passed,)) for number in range(8))
    reports = [
        Report("lab", 7, (cell, *others), student=name)
        for name, cell in zip(STUDENTS, (wrong, wrong, wrong, right), strict=True)
    ]
    board = Leaderboard(
        "Test accuracy", "accuracy", places({name: Measure("accuracy", 50 + i, 100) for i, name in enumerate(STUDENTS)})
    )
    code = {"bob": "def softmax(X):\n    return nd.exp(X)"}
    return {
        "page of one": report_html(reports[0]),
        "class of five": class_html(
            [*reports, Summary.ungraded("lab", "eve", "lab.ipynb: empty file")],
            board=board,
            board_page="lab-leaderboard.html",
            code=lambda student, cell: code.get(student, "def softmax(X):\n    return X.exp()"),
        ),
        "leaderboard": leaderboard_html(board, assignment="lab"),
    }


class Root(HTMLParser):
    """The attributes of a document's root element."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.attributes = dict(attrs)


Browser = Callable[[str], Root]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """Load a document in Chromium, let its scripts run, and return its root element."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("AUTOGRADER_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on PATH, and AUTOGRADER_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium on PATH")

    def load(document: str) -> Root:
        page = tmp_path / "page.html"
        page.write_text(document, encoding="utf-8")
        command = [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=2000",
            "--dump-dom",
            page.as_uri(),
        ]
        run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
        return Root(run.stdout.decode("utf-8"))

    return load


def test_script_in_a_message_does_not_run(browser: Browser) -> None:
    attack = "\n".join(ATTACKS)
    bare = f"<!DOCTYPE html><html><body>{attack}</body></html>"
    assert browser(bare).attributes.get("data-owned") == "yes", "the attacks must work where nothing is escaped"
    for name, document in documents(attack).items():
        assert attack.split("\n")[0] not in document, name
        assert "data-owned" not in browser(document).attributes, name


def test_content_security_policy_stops_a_script_that_was_not_escaped(browser: Browser) -> None:
    for name in ("page", "class"):
        document = documents("innocent")[name]
        smuggled = document.replace("<main", f"{''.join(ATTACKS[:3])}<main", 1)
        assert smuggled != document
        assert "data-owned" not in browser(smuggled).attributes, name


def test_pages_fit_narrow_and_wide_screens(browser: Browser) -> None:
    found = {}
    for name, document in documents(f"{LONG}\n{MATRIX}").items():
        for width in (400, 1200):
            found[name, width] = _measured(browser, document, width)
    for (name, width), (scroll, fits) in found.items():
        assert scroll <= width, f"{name} at {width} px scrolls sideways: {scroll} px"
        assert fits, f"{name} at {width} px: a verdict or a title is cut off"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    page = Page(find_chromium(), tmp_path_factory.mktemp("profile"))
    yield page
    page.close()


def shown(chromium: Page, tmp_path: Path, document: str, *, scheme: str = "light", width: int = 1200) -> None:
    """Open a document in the browser, with the given colours and width."""
    path = tmp_path / "shown.html"
    path.write_text(document, encoding="utf-8")
    chromium.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    chromium.do("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
    chromium.open(path.as_uri(), "document.readyState === 'complete'")


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier_that_axe_knows(chromium: Page, tmp_path: Path, scheme: str, width: int) -> None:
    axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    for name, document in {**documents(f"{LONG}\n{MATRIX}"), **a_class()}.items():
        shown(chromium, tmp_path, document, scheme=scheme, width=width)
        chromium.js("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        chromium.js(axe)
        chromium.js(
            "axe.run().then(found => { window.found = found.violations.map("
            "each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 200)).join(' | ')); })"
        )
        chromium.wait("window.found !== undefined")
        # A fragment stands within a notebook, which brings headings, landmarks, a title and a language.
        frame = ("document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region")
        found = [each for each in chromium.js("window.found") if name != "fragments" or not each.startswith(frame)]
        assert found == [], f"{name}, {scheme}, {width} px"
        chromium.screenshot(f"{name}-{scheme}-{width}")


def test_a_wide_table_shows_that_it_scrolls_and_does_so_by_keyboard(chromium: Page, tmp_path: Path) -> None:
    shown(chromium, tmp_path, a_class()["class of five"], width=400)
    table = "document.querySelector('#students').parentElement.querySelector('.scroll')"
    assert chromium.js(f"{table}.scrollWidth > {table}.clientWidth"), "the table must be wider than the screen"
    assert chromium.js(f"{table}.offsetHeight - {table}.clientHeight") > 0, "the scroll bar takes no room"
    chromium.js(f"{table}.focus()")
    for kind in ("rawKeyDown", "keyUp"):
        chromium.do("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    chromium.wait(f"{table}.scrollLeft > 0")


def test_one_click_shows_the_code_behind_a_mistake_side_by_side(chromium: Page, tmp_path: Path) -> None:
    shown(chromium, tmp_path, a_class()["class of five"])
    codes = "document.querySelectorAll('.codes figure')"
    assert chromium.js(f"{codes}[0].checkVisibility()") is False
    chromium.js("document.querySelector('.shown summary').click()")
    chromium.wait(f"{codes}[0].checkVisibility()")
    assert chromium.js(f"[...{codes}].map(each => each.innerText)") == [
        "ada, cyd\ndef softmax(X):\n    return X.exp()",
        "bob\ndef softmax(X):\n    return nd.exp(X)",
    ]
    tops, lefts = (
        chromium.js(f"[...{codes}].map(each => each.getBoundingClientRect().{side})") for side in ("top", "left")
    )
    assert tops[0] == tops[1]
    assert lefts[0] < lefts[1]


def test_in_print_a_heading_stays_with_what_follows(chromium: Page, tmp_path: Path) -> None:
    for name, document in a_class().items():
        shown(chromium, tmp_path, document)
        chromium.do("Emulation.setEmulatedMedia", media="print")
        loose = chromium.js(
            "[...document.querySelectorAll('h1, h2, h3')].filter(each => ![each, each.closest('.cell-head')].some("
            "box => box && getComputedStyle(box).breakAfter === 'avoid')).map(each => each.innerText)"
        )
        chromium.do("Emulation.setEmulatedMedia", media="")
        assert loose == [], name


def test_style_sheet_of_the_pages_is_applied(browser: Browser) -> None:
    """With a wrong hash in the policy, the browser would drop the style sheet without an error."""
    harness = _harness(
        documents("innocent")["page"],
        800,
        "const pill = inside.querySelector('.pill');"
        "report(frame.contentWindow.getComputedStyle(pill).backgroundColor !== 'rgba(0, 0, 0, 0)');",
    )
    assert browser(harness).attributes["data-found"] == "true"


def _measured(browser: Browser, document: str, width: int) -> tuple[int, bool]:
    script = (
        "const boxes = [...inside.querySelectorAll('h1, h2, td > span, th')].map(e => e.getBoundingClientRect());"
        f"const fits = boxes.every(box => box.right <= {width} + 1 || box.width === 0);"
        "const wide = inside.querySelector('.scroll');"
        "report([inside.documentElement.scrollWidth, fits || wide !== null]);"
    )
    found = browser(_harness(document, width, script)).attributes["data-found"]
    scroll, fits = json.loads(found or "null")
    return scroll, fits


def _harness(document: str, width: int, script: str) -> str:
    """A page that loads the document into a frame of ``width`` px, and stores the script's report on its own root element."""
    quoted = json.dumps(document).replace("<", "\\u003c")
    return (
        "<!DOCTYPE html><html><body><script>"
        "const report = value => document.documentElement.setAttribute('data-found', JSON.stringify(value));"
        "const frame = document.createElement('iframe');"
        f"frame.style = 'border: 0; width: {width}px; height: 800px';"
        "frame.onload = () => { const inside = frame.contentDocument;" + script + "};"
        f"frame.srcdoc = {quoted};"
        "document.body.append(frame);"
        "</script></body></html>"
    )
