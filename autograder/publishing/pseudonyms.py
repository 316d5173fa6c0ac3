"""Pseudonyms of students for the leaderboard: two words, chosen with a secret of the course.

Owns the words, the secret, and where it is kept. Must not know what is shown under a pseudonym.

A pseudonym is chosen by HMAC-SHA256 of the assignment and the student, keyed with the secret. So it stays the same in all
reports of one assignment, differs between assignments, and cannot be computed from a list of students without the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import os
import secrets
from collections.abc import Iterable

from ..course.assignment import Course
from ..course.state import STATE
from ..errors import UsageError
from ..files import write_whole

SECRET = "pseudonyms.key"
_BYTES = 32
_TRIES = 50  # attempts with two words; then a number is added, as a class may be larger than the number of pairs
# A pseudonym is shown beside a result, so no word in either list ranks, praises or mocks.
FIRST = tuple(
    """
    amber ashen autumn azure beige blue broad brown calm candid carmine cerise chalky cheerful civil clear cloudy
    coastal cobalt copper coral cosy crimson crisp curly cyan dappled dusky eastern emerald even evening floral fluffy
    foggy frosty gentle ginger glassy green hazel hidden indigo inland ivory jade khaki lilac lively local lunar magenta
    marble maroon mauve mellow merry mild minty misty modest mossy navy neat northern olive opal open orange patient peach
    pearly pink plain polar purple quiet rainy roaming rosy round ruby rural russet sandy scarlet sepia serene
    shady silent smooth snowy soft solar southern speckled spring starry steady striped summer sunny tidal tranquil
    turquoise umber upland velvet verdant violet warm wavy western windy winter woolly yellow
    """.split()
)
SECOND = tuple(
    """
    acacia alder almond anemone apple ash aspen aster avocet badger bamboo beech birch bison bluebell bramble bunting buzzard
    camellia cedar cherry chestnut clover condor cormorant crane crocus curlew cypress daffodil dahlia daisy dolphin
    dunlin egret elder elm falcon fern finch fir gannet gazelle gentian goldfinch grebe gull hare harrier hawthorn heather
    heron hickory holly hornbeam ibis iris ivy jackdaw juniper kestrel kingfisher kite lapwing larch lark laurel lavender
    lemur lily linden linnet lotus lynx magnolia magpie maple marten martin merlin mimosa mulberry myrtle nightingale nuthatch
    oak orchid oriole osprey otter owl palm pelican peony petrel pine pipit plover plum poplar poppy primrose puffin quail
    raven redwing robin rook rowan sage seal siskin skylark snipe sorrel sparrow spruce starling stork swallow swan swift
    sycamore teal tern thistle thrush thyme tulip vireo wagtail walnut warbler willow wren yarrow yew
    """.split()
)


def course_secret(course: Course) -> bytes:
    """The course's secret, 32 bytes; created on first use in the state folder, readable by its owner alone (mode 0600).

    Raises
    ------
    UsageError
        The file does not hold such a secret.
    """
    path = course.root / STATE / SECRET
    if not path.exists():
        write_whole(path, secrets.token_hex(_BYTES).encode() + b"\n")
    try:
        secret = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise UsageError(
            f"{path}: expected {2 * _BYTES} hexadecimal digits, got something else: delete it for new pseudonyms"
        )
    return secret


def pseudonyms(secret: bytes, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """A different pseudonym for each student.

    If two students draw the same words, the one with the larger digest draws again. So a student who joins the class later
    may, rarely, change another's pseudonym.
    """

    def digest(student: str, attempt: int) -> bytes:
        message = b"\0".join((os.fsencode(assignment), os.fsencode(student), str(attempt).encode()))
        return hmac.new(secret, message, hashlib.sha256).digest()

    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for student in sorted(set(students), key=lambda each: digest(each, 0)):
        for attempt in itertools.count():
            name = _words(digest(student, attempt)) + (f" {attempt}" if attempt >= _TRIES else "")
            if name not in taken:
                break
        taken.add(name)
        chosen[student] = name
    return chosen


def _words(digest: bytes) -> str:
    rest, second = divmod(int.from_bytes(digest, "big"), len(SECOND))
    return f"{FIRST[rest % len(FIRST)]} {SECOND[second]}"
