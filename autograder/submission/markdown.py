"""A student's markdown made harmless, for it is shown in the instructor's browser and in pages that others open.

Owns what is neutralised and how. Must not know notebooks.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_PARTED = "\u200c"  # of no width: parts what it stands in, and nobody sees it
# What would make a tag; what could spell a link's scheme in a roundabout way; schemes that a browser or MathJax runs.
_ACTIVE = re.compile(
    r"<(?=[A-Za-z/!?])"
    r"|&(?=\#|[A-Za-z][A-Za-z0-9]*;)"
    r"|(?:javascript|vbscript|data)(?=[\s\\]*:(?!image/(?:png|jpeg|gif);))",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(r"attachment(?=(\\*):([\w.-]*)(.?))", re.ASCII | re.DOTALL)


def inert(markdown: str, attachments: Collection[str] = ()) -> str:
    """Markdown in which nothing is HTML, no link is a program, and every attachment it names is there.

    nbconvert passes HTML and links of any scheme on to the page, and gives up on a notebook that names an attachment it
    does not have. `inert` of its own result is the same text again.
    """

    def reference(match: re.Match[str]) -> str:
        backslashes, name, after = match.groups()
        known = not backslashes and name in attachments and after in ("", ")", ">", '"', " ", "\n")
        return match[0] if known else match[0] + _PARTED

    return _ATTACHMENT.sub(reference, _ACTIVE.sub(lambda match: match[0] + _PARTED, markdown))
