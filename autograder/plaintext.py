"""Makes untrusted text safe to show: escapes control characters, and limits the length.

Owns the rule that a student's text can do nothing to a page or a terminal, and how long it may be. Must not know what a report
is, or whether the text is shown in HTML or in a terminal: the template engine escapes HTML.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Literal

LEFT_OUT = "[... the middle is left out ...]"

# One escape sequence of a terminal: CSI (7-bit and C1), OSC with its terminator, and the two-character ones.
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)"
    r"|\x1b[@-Z\\^_`-~]"
)
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# A line of code or numbers: it has aligned columns, or a name and its value.
_CODE = re.compile(r".{0,200}?\S {2,}\S|[\w.\[\], ]{1,40} = \S")
_MARKS_IN_A_ROW = 4
# Format characters that reorder nothing: the joiners that names and emoji need, and the soft hyphen.
_HARMLESS_FORMATS = frozenset("\u200c\u200d\u00ad")


@dataclass(frozen=True)
class Limit:
    """How much of a text is shown: characters in all, lines, and characters in one line."""

    characters: int
    lines: int
    width: int


NAME = Limit(120, 1, 120)
TITLE = Limit(240, 1, 240)
NOTE = Limit(1_000, 12, 600)
MESSAGE = Limit(4_000, 60, 400)
OUTPUT = Limit(20_000, 200, 400)


def _cut(text: str, size: int, mark: str) -> str:
    """Replace the middle of a text that is too long by ``mark``: error messages tend to be at the end."""
    if len(text) <= size:
        return text
    tail = size // 3
    return text[: size - tail] + mark + text[len(text) - tail :]


def _visible(text: str) -> str:
    """Escape characters that are invisible or reorder others, in Python's notation (``\\u202e``)."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if char in "\n\t" or char in _HARMLESS_FORMATS:
            shown.append(char)
        elif kind in ("Cc", "Cf", "Cs", "Zl", "Zp") or (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
            shown.append(char.encode("unicode_escape").decode("ascii"))
        elif marks <= _MARKS_IN_A_ROW:
            shown.append(char)
    return "".join(shown)


def legible(text: str, limit: Limit = MESSAGE) -> str:
    """Return ``text`` fit to be shown.

    Escape sequences of terminals are removed. Control, format and reordering characters, lone surrogates and non-characters
    are escaped. Line ends become ``\\n``. A line or text that exceeds ``limit`` loses its middle, with a mark in its place.

    Parameters
    ----------
    text
        Any string, however long or hostile.
    limit
        What may remain.

    Returns
    -------
    str
        Text that encodes to UTF-8, without trailing white space.
    """
    text = _cut(text, 8 * limit.characters, f"\n{LEFT_OUT}\n")
    text = _visible(_LINE_ENDS.sub("\n", _ANSI.sub("", text))).expandtabs(4)
    lines = [_cut(line.rstrip(), limit.width, " ... ") for line in text.strip("\n").split("\n")]
    if len(lines) > limit.lines:
        tail = limit.lines // 3
        lines = [*lines[: limit.lines - tail], LEFT_OUT, *lines[len(lines) - tail :]]
    return _cut("\n".join(lines), limit.characters, f"\n{LEFT_OUT}\n").rstrip()


def one_line(text: str, limit: Limit = TITLE) -> str:
    """Return ``text`` as `legible` text on a single line."""
    spread = Limit(4 * limit.characters, 4 * limit.characters, 4 * limit.characters)
    return _cut(" ".join(legible(text, spread).split()), limit.characters, " ... ")


@dataclass(frozen=True)
class Block:
    """A part of a message: prose, which may be wrapped, or code and numbers, whose columns must stay aligned."""

    kind: Literal["prose", "code"]
    text: str


def _is_code(line: str) -> bool:
    return line.startswith(("  ", "[", ">>>", "Traceback")) or _CODE.match(line) is not None


def blocks(message: str, limit: Limit = MESSAGE) -> tuple[Block, ...]:
    """Split a message into paragraphs of prose and blocks of code, in order; empty for an empty message."""
    groups: list[tuple[Literal["prose", "code"], list[str]]] = []
    gap = False
    for line in legible(message, limit).split("\n"):
        if not line.strip():
            gap = True
            continue
        kind: Literal["prose", "code"] = "code" if _is_code(line) else "prose"
        if not groups or groups[-1][0] != kind or (kind == "prose" and gap):
            groups.append((kind, []))
        elif gap:
            groups[-1][1].append("")
        groups[-1][1].append(line)
        gap = False
    return tuple(Block(kind, textwrap.dedent("\n".join(lines))) for kind, lines in groups)


@dataclass(frozen=True)
class Words:
    """A part of an instructor's sentence; ``code``: whether it was between back quotes."""

    text: str
    code: bool = False


def words(sentence: str, limit: Limit = NOTE) -> tuple[Words, ...]:
    """Split an instructor's sentence at its back quotes; without a matching pair, it stays whole."""
    shown = one_line(sentence, limit)
    parts = shown.split("`")
    if len(parts) % 2 == 0:
        return (Words(shown),)
    return tuple(Words(part, code=bool(index % 2)) for index, part in enumerate(parts) if part)


def printable(text: str) -> str:
    """``text`` with a question mark in place of each character that is not printable, such as a control character."""
    return "".join(character if character.isprintable() else "?" for character in text)
