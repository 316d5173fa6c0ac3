"""Pictures of checks: base64 of a PNG, or nothing.

Owns what may become a picture on a page. A picture is made of a student's answer: it is looked at, not trusted.
"""

from __future__ import annotations

import base64
import binascii

_PNG = b"\x89PNG\r\n\x1a\n"
PICTURE_BYTES = 1_000_000


def png(picture: str | None) -> str:
    """Return ``picture`` if it is base64 of a PNG that is not too large; else an empty string."""
    if not picture or len(picture) > 2 * PICTURE_BYTES:
        return ""
    try:
        content = base64.b64decode("".join(picture.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return (
        base64.b64encode(content).decode("ascii") if content.startswith(_PNG) and len(content) <= PICTURE_BYTES else ""
    )
