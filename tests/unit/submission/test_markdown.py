"""A student's Markdown, rendered by nbconvert: the page has no active content."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.submission.markdown import inert


def rendered(markdown: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """The HTML that nbconvert's exporter makes of a Markdown cell; raises if the exporter would fail."""
    return MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments or {})).render(markdown)


ALIVE = re.compile(
    r"<(script|img[^>]*\bonerror=\w|svg|iframe|style|form)|(href|src)=.\W*(javascript|vbscript|data):(?!image/png)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=//x></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='x'></iframe>",
        "<style>body{display:none}</style>",
        "<form action=//x><button>Sign in</button></form>",
        "<!-- --><script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "<javascript:alert(1)>",
        "[x]( javascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](&#x6a;avascript:alert(1))",
        "[x](&#106avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](javascript&#58;alert(1))",
        "[x](javascript\\:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "![x](javascript:alert(1))",
        "[x](vbscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    ],
)
def test_a_program_in_markdown_is_dead(markdown: str) -> None:
    assert not ALIVE.search(rendered(inert(markdown)))


def test_the_probe_sees_what_is_alive() -> None:
    assert ALIVE.search(rendered("<script>alert(1)</script>"))
    assert ALIVE.search(rendered("[x](&#106;avascript:alert(1))"))


def test_mathjax_gets_no_link_that_is_a_program() -> None:
    assert "javascript:" not in rendered(inert(r"$\href{javascript:alert(1)}{x}$"))


@pytest.mark.parametrize(
    "markdown",
    [
        "**bold**, `code`, [a link](https://example.org/?a=1&b=2) and a < b, 1 <2",
        r"$$\begin{aligned} a &= b \\ c &< d \end{aligned}$$",
        "![plot](data:image/png;base64,iVBORw0KGgo=)",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_ordinary_markdown_stays_as_it_was(markdown: str) -> None:
    assert inert(markdown) == markdown


@pytest.mark.parametrize(
    "reference",
    [
        "![a](attachment:missing.png)",
        "![a](attachment:)",
        "![a](attachment:there.png%00)",
        "![a](attachment:there.png?x)",
        "![a](attachment\\:missing.png)",
        "![a](attachment&colon;missing.png)",
        "![a][1]\n\n[1]: attachment:missing.png",
    ],
)
def test_a_missing_attachment_does_not_stop_the_feedback(reference: str) -> None:
    pictures = {"there.png": {"image/png": "iVBORw0KGgo="}}
    assert rendered(inert(reference, pictures), pictures)


def test_an_attachment_that_is_there_is_shown() -> None:
    pictures = {"there.png": {"image/png": "iVBORw0KGgo="}}
    assert "data:image/png;base64,iVBORw0KGgo=" in rendered(inert("![a](attachment:there.png)", pictures), pictures)


@given(st.text(st.sampled_from("<>&#/!?:;\\ a1javscriptdttchmen\u200c()[]"), max_size=40))
def test_inert_twice_is_inert_once(markdown: str) -> None:
    once = inert(markdown)
    assert inert(once) == once


def test_nbconvert_gives_up_on_a_missing_attachment() -> None:
    """The reason why `inert` handles attachments: if nbconvert changes this, that part can go."""
    with pytest.raises(Exception, match="missing attachment"):
        rendered("![a](attachment:missing.png)")
