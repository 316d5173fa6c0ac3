"""Fuzzing of the wire: each of 100,000 damaged frames gives a value or a `WireError`, in bounded time and memory.

The frames are random bytes and mutations of honest frames: bytes changed, pieces cut out or repeated, lengths and JSON changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.guest import wire
from autograder.guest.wire import Frame, Opaque, Scalar, Tensor
from autograder.room import bubblewrap
from autograder.room.process import ProcessRoom, RoomDied

FRAMES = 100_000
SECONDS = 1.0  # for the slowest frame, on a busy machine
WORDS = [
    "array",
    "tuple",
    "dict",
    "float",
    "scalar",
    "opaque",
    "graded",
    "shared",
    "numpy",
    "nan",
    "inf",
    "kind",
    "buffer",
]
INTEGERS = [0, 1, -1, 2**31 - 1, 2**31, 2**32 - 1, 2**63, -(2**63), 2**64, 10**400]


def _honest() -> list[bytes]:
    """Frames with every kind of value, without the length in front."""
    bodies: list[Any] = [
        None,
        [1, 2.5, "text", True, float("nan")],
        Tensor(np.arange(12, dtype=np.float32).reshape(3, 4)),
        {"error": {"name": "ValueError", "message": "m", "where": "w"}, "status": -9},
        (Tensor(np.zeros((2, 0, 3), bool), "numpy"), Scalar(1.5, "np.float32"), Opaque("Thing")),
        [[[[[[Tensor(np.ones(5, np.uint8), "mx.np")]]]]]],
        {"text": "x" * 300, "defined": ["relu"]},
    ]
    return [wire.encode(Frame(7, kind, body))[4:] for kind in ("value", "done") for body in bodies]


def _odd_value(rng: random.Random, depth: int = 0) -> Any:
    choice = rng.randrange(9 if depth < 4 else 4)
    if choice == 0:
        return rng.choice(INTEGERS)
    if choice == 1:
        return rng.choice([None, True, 0.5, -0.0, 1e308])
    if choice == 2:
        return rng.choice([*WORDS, "\ud800", "\x00", "x" * rng.randrange(50)])
    if choice == 3:
        return {rng.choice(WORDS): rng.choice(WORDS)}
    if choice == 4:
        return [_odd_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if choice == 5:
        shape = [rng.choice([0, 1, 2, 3, -1, 2**40, 2.0]) for _ in range(rng.randrange(35))]
        content = {
            "dtype": rng.choice([*wire.DTYPES, "object", "V8", "float128", 4]),
            "shape": shape,
            "buffer": rng.randrange(3),
        }
        return {rng.choice(["array", "numpy"]): {**content, "kind": rng.choice(["ndarray", "x", None])}}
    return {rng.choice(WORDS): _odd_value(rng, depth + 1) for _ in range(rng.choice([1, 1, 1, 2]))}


def _mutated(rng: random.Random, honest: list[bytes]) -> bytes:
    data = bytearray(rng.choice(honest))
    match rng.randrange(8):
        case 0:
            return rng.randbytes(rng.randrange(200))
        case 1:
            for _ in range(rng.randrange(1, 6)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        case 2:
            start = rng.randrange(len(data))
            del data[start : start + rng.randrange(1, 20)]
        case 3:
            start = rng.randrange(len(data))
            data[start:start] = data[start : start + rng.randrange(1, 20)] * rng.randrange(1, 4)
        case 4:
            data += rng.choice(honest)[: rng.randrange(50)]
        case 5:
            data[0:4] = struct.pack(">I", rng.choice([0, 1, len(data) - 4, len(data), 2**31, 2**32 - 1]))
        case _:
            sizes = [rng.choice([0, 1, 4, 12, -1, 2**40, 10**30]) for _ in range(rng.randrange(4))]
            header = {"id": _odd_value(rng), "kind": "value", "body": _odd_value(rng), "buffers": sizes}
            if rng.random() < 0.6:
                header["id"] = 7
                header["buffers"] = [size for size in sizes if 0 <= size < 100]
            text = json.dumps(header).encode()
            return struct.pack(">I", len(text)) + text + bytes(sum(s for s in header["buffers"] if 0 <= s < 100))
    return bytes(data)


def _reader(data: bytes) -> Callable[[int], bytes]:
    """A read function like a room's: returns exactly ``size`` bytes, or raises `RoomDied`."""
    rest = memoryview(data)

    def read(size: int) -> bytes:
        nonlocal rest
        if size > len(rest):
            raise RoomDied("died")
        part, rest = rest[:size], rest[size:]
        return bytes(part)

    return read


def _sendable(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_sendable, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _sendable(item) for key, item in value.items())
    return value is None or isinstance(
        value, bool | int | float | str | Tensor | Scalar | Opaque | wire.AsNumpy | wire.Graded | wire.Shared
    )


def test_a_hundred_thousand_frames_are_values_or_errors() -> None:
    rng = random.Random(20240)
    honest = _honest()
    read, refused, slowest, peak = 0, 0, 0.0, 0
    for number in range(FRAMES):
        data = _mutated(rng, honest)
        traced = number % 50 == 0  # tracing memory takes ten times as long
        if traced:
            tracemalloc.start()
        started = time.process_time()  # other tests may hold the processor
        try:
            if number % 2:
                frame = wire.decode(data)
            else:
                lengthened = struct.pack(">I", len(data) if rng.random() < 0.9 else rng.randrange(2**32)) + data
                frame = wire.read_frame(_reader(lengthened))
            assert type(frame.id) is int
            assert type(frame.kind) is str
            assert _sendable(frame.body)
            read += 1
        except (wire.WireError, RoomDied):
            refused += 1
        slowest = max(slowest, time.process_time() - started)
        if traced:
            peak = max(peak, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert read + refused == FRAMES
    assert read > 1_000  # so the mutations are mild enough that many frames are decoded
    assert refused > 10_000
    assert slowest < SECONDS
    assert peak < 2**20


MANY = wire.MAX_HEADER - 1_000  # characters that fit into the body of the largest header
WORST = {
    "empty lists": b"[" + b"[]," * (MANY // 3) + b"0]",
    "objects": b"[" + b'{"float":"nan"},' * (MANY // 16) + b"0]",
    "numbers": b"[" + b"9," * (MANY // 2) + b"0]",
    "escapes": b'"' + rb"\ud800" * (MANY // 6) + b'"',
    "one long number": b"0." + b"1" * MANY,
    "one deep list": b"[" * (MANY // 2) + b"]" * (MANY // 2),
}


def _with_body(body: bytes) -> bytes:
    text = b'{"id": 7, "kind": "value", "body": %s, "buffers": []}' % body
    return struct.pack(">I", len(text)) + text


@pytest.mark.parametrize("body", WORST.values(), ids=WORST)
def test_the_largest_headers_take_a_bounded_time(body: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(wire.WireError):
        wire.decode(_with_body(body))
    assert time.process_time() - started < 4 * SECONDS


def test_headers_take_a_bounded_memory() -> None:
    """Tested on a twentieth of the largest header, because tracing is slow: memory grows in proportion to the length."""
    tracemalloc.start()
    with contextlib.suppress(wire.WireError):
        wire.decode(_with_body(b"[" + b"[]," * (MANY // 60) + b"0]"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 256 * 2**20 / 20


def test_the_largest_array_is_held_three_times_at_most() -> None:
    data = wire.encode(Frame(1, "value", Tensor(np.zeros(wire.MAX_FRAME // 4 - 1_000, np.float32))))[4:]
    tracemalloc.start()
    frame = wire.read_frame(_reader(struct.pack(">I", len(data)) + data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert frame.body.values.nbytes > 60 * 2**20
    assert peak <= 3 * wire.MAX_FRAME


class _Liar:
    """A guest that sends given bytes to a room that waits for an answer, in pieces of 7 bytes where ``pause`` is given."""

    def __init__(self, room: ProcessRoom) -> None:
        ours, theirs = socket.socketpair()
        room._channel, self._out = ours.detach(), theirs.detach()
        os.set_blocking(room._channel, False)

    def send(self, data: bytes, pause: float = 0.0) -> threading.Thread:
        def write() -> None:
            try:
                for part in [data[at : at + 7] for at in range(0, len(data), 7)] if pause else [data]:
                    os.write(self._out, part)
                    time.sleep(pause)
            except OSError:
                pass

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        return thread


def test_a_room_answers_or_dies_within_its_deadline_on_mutated_frames(tmp_path: Path) -> None:
    rng = random.Random(20241)
    honest = _honest()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(300):
        room = ProcessRoom(bubblewrap.View(tmp_path, walled=False))
        liar = _Liar(room)
        data = _mutated(rng, honest)
        length = len(data) if number % 3 else rng.choice([len(data) + 1, 2**31, wire.MAX_FRAME])
        thread = liar.send(struct.pack(">I", length) + data, pause=0.002 if number % 10 == 0 else 0)
        started = time.monotonic()
        with pytest.raises(RoomDied) if number % 3 == 0 else _MayDie():
            room._ask(b"", 0.2)
        assert time.monotonic() - started < 0.2 + 5 * SECONDS
        thread.join(5)
        for descriptor in (room._channel, liar._out):
            os.close(descriptor)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024  # KiB


class _MayDie:
    """Suppresses `RoomDied`, whether or not it is raised."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        return kind is not None and issubclass(kind, RoomDied)
