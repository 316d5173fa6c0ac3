"""Makes a student's Markdown harmless: no HTML, no script links, no missing attachments.

It is shown in the instructor's browser and on pages that others open. Owns what is made harmless and how. Must not know
notebooks.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_SEPARATOR = "\u200c"  # a character without width: it breaks up the text that it stands in, and is invisible
# Starts of HTML tags; character references, which can spell a link's scheme; schemes that a browser or MathJax runs.
_ACTIVE = re.compile(
    r"<(?=[A-Za-z/!?])"
    r"|&(?=\#|[A-Za-z][A-Za-z0-9]*;)"
    r"|(?:javascript|vbscript|data)(?=[\s\\]*:(?!image/(?:png|jpeg|gif);))",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(r"attachment(?=(\\*):([\w.-]*)(.?))", re.ASCII | re.DOTALL)


def inert(markdown: str, attachments: Collection[str] = ()) -> str:
    """The Markdown without active HTML, links that run scripts, or references to missing attachments.

    nbconvert copies HTML and links of any scheme to the page, and fails on a notebook that refers to a missing attachment.
    `inert` leaves its own result unchanged.
    """

    def reference(match: re.Match[str]) -> str:
        backslashes, name, after = match.groups()
        known = not backslashes and name in attachments and after in ("", ")", ">", '"', " ", "\n")
        return match[0] if known else match[0] + _SEPARATOR

    return _ATTACHMENT.sub(reference, _ACTIVE.sub(lambda match: match[0] + _SEPARATOR, markdown))
