"""Styles of the HTML: class names on our own pages, inline styles in notebook outputs.

Owns the inline styles of the notebook fragment and the choice between the two. Must not know reports.

A notebook's output may be shown on white or black, by JupyterLab, nbgrader or Colab, behind a sanitizer that strips
``<style>`` and ``class``. So text inherits its colour and backgrounds are translucent greys. Only the verdict pills are
opaque: they are dark enough for white text (contrast at least 4.5 to 1) on any page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markupsafe import Markup

Look = Callable[..., Markup]

# Contrast of white text on each: 5.1 to 7.6 to 1 (WCAG 2.2 relative luminance); the tests recompute it.
PILL_COLOURS: Mapping[str, str] = MappingProxyType(
    {"passed": "#1a7f37", "failed": "#c4202a", "raised": "#9a4a00", "broken": "#6b3fc0", "skipped": "#59636e"}
)
_LINE = "1px solid rgba(128,128,128,0.35)"
_PLAIN_PRE = "background:transparent;border:0;color:inherit;word-break:normal;overflow-wrap:anywhere;"
_TEXT = f"{_PLAIN_PRE}font:inherit;font-size:14px;line-height:1.45;white-space:pre-wrap;"
_CELL = "text-align:left;vertical-align:top;white-space:normal;background:transparent;border:0;max-width:none;"
_INLINE: Mapping[str, str] = MappingProxyType(
    {
        "cell": f"border:{_LINE};border-radius:8px;margin:4px 0 12px 0;padding:0;font-size:14px;line-height:1.45;"
        "text-align:left;overflow-x:auto",
        "head": "padding:10px 14px;background:rgba(128,128,128,0.10)",
        "name": "font-weight:bold;font-size:16px;font-family:monospace;background:transparent;color:inherit;"
        "padding:0;margin-right:12px",
        "points": "font-weight:bold;font-size:16px;white-space:nowrap;margin-right:12px",
        "tally": "opacity:0.8;white-space:nowrap",
        "note": f"{_TEXT}margin:0;padding:8px 14px;border-top:{_LINE}",
        "alert": f"{_TEXT}font-weight:bold;margin:0;padding:8px 14px;border-top:{_LINE};"
        "background:rgba(255,170,0,0.22)",
        "checks": "width:100%;border-collapse:collapse;border:0;margin:0;table-layout:fixed;font-size:14px",
        "row": f"border-top:{_LINE};background:transparent",
        "th": f"{_CELL}padding:6px 14px 2px 12px;font-weight:normal;font-size:12px;opacity:0.8",
        "th-verdict": f"{_CELL}padding:6px 0 2px 14px;font-weight:normal;font-size:12px;opacity:0.8;width:98px",
        "verdict": f"{_CELL}padding:9px 0 9px 14px",
        "check": f"{_CELL}padding:9px 14px 10px 12px",
        "pill": "display:inline-block;min-width:68px;box-sizing:border-box;text-align:center;border-radius:999px;"
        "padding:1px 9px;font-size:12px;font-weight:bold;white-space:nowrap;color:#ffffff",
        "worth": "float:right;margin:2px 0 0 10px;font-size:12px;opacity:0.8;white-space:nowrap",
        "title": "font-weight:bold;line-height:1.45",
        "code": "font-family:monospace;font-size:0.95em;background:rgba(128,128,128,0.16);color:inherit;"
        "padding:1px 4px;border-radius:4px;white-space:normal",
        "hidden": "display:inline-block;font-size:12px;border:1px dashed rgba(128,128,128,0.8);border-radius:4px;"
        "padding:0 5px;font-weight:normal;white-space:nowrap",
        "prose": f"{_TEXT}margin:5px 0 0 0;padding:0",
        "block": f"{_PLAIN_PRE}font-family:monospace;font-size:13px;line-height:1.4;margin:6px 0 0 0;padding:7px 10px;"
        "background:rgba(128,128,128,0.13);border-radius:6px;white-space:pre;overflow-x:auto",
        "same": "margin:5px 0 0 0;opacity:0.85;font-style:italic",
        "hint": "margin:7px 0 0 0;padding:1px 0 1px 10px;border-left:3px solid #2f81c7",
        "further": "margin:4px 0 0 0",
        "step": "cursor:pointer;font-weight:bold",
        "mistake": "margin:7px 0 0 0;padding:1px 0 1px 10px;border-left:3px solid #b7791f",
        "finding": f"margin:0;padding:8px 14px;border-top:{_LINE}",
        "fold": f"margin:0;padding:8px 14px;border-top:{_LINE}",
        "names": "margin:6px 0 0 0;padding:0 0 0 20px",
        "tried": "margin:7px 0 0 0",
        "picture": "display:block;max-width:100%;height:auto;margin:8px 0 0 0;background:#ffffff;border-radius:6px",
    }
)


def classes(name: str, variant: str = "") -> Markup:
    """Return an element's ``class`` attribute: for pages that bring their own style sheet."""
    return Markup('class="{}"').format(f"{name} {variant}".strip())


def inline(name: str, variant: str = "") -> Markup:
    """Return an element's ``style`` attribute: for fragments inside pages that are not ours."""
    colour = f";background:{PILL_COLOURS[variant]}" if name == "pill" else ""
    return Markup('style="{}"').format(_INLINE[name] + colour)
