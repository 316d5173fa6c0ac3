"""The protocol between host and guest: frames of plain values, encoded and decoded.

Owns the format, for both sides. Must not know processes, cells or checks.

A frame is ``length:u32 | header_length:u32 | header | buffers`` (big-endian; ``length`` counts all bytes after itself).
The header is one JSON object ``{"id": int, "kind": str, "body": value, "buffers": [length, ...]}``, the lengths in bytes; the
buffers follow without gaps. Nothing is ever unpickled, imported or evaluated: malformed bytes raise `WireError`.

Requests from host to guest, each answered by one frame with the same (random) ``id``:

==========  =============================================  ===================================================
kind        body                                           answer
==========  =============================================  ===================================================
start       seed, driver (source), limits                  ``done`` once a session is forked
replace     references (source by name)                    ``done``
instruct    cell (name), source                            ``done``: error, text
run         cell (name), source                            ``done``: error, text
capture     name; contents                                 ``done``: defined, redefined, unwritten; or whole
check       name, seed                                     ``done``
exchange    name, expression                               ``done``
call        function, args                                 ``value`` or ``error``
drive       function, args                                 ``value`` or ``error``
read        function (what), args (names)                  ``value`` or ``error``
end                                                        ``ended``
==========  =============================================  ===================================================

Before its answer to a request, the guest may send one ``note`` with the same id: a text that explains why no answer comes, if
none does. Messages from guest to host without a request: ``ready`` (id 0) once, before any student code; ``ended`` (id 0) when
a session's process died.

In JSON, null, booleans, integers, finite floats, strings and lists stand for themselves. Every other value is an object with
one key: ``float`` (nan, inf, -inf), ``tuple``, ``dict``, ``array``, ``numpy``, ``scalar``, ``opaque``, ``graded``, ``shared``.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_FRAME = 64 * 2**20  # bytes; the largest honest reply is a table of predictions, well under 1 MiB
MAX_HEADER = 2 * 2**20  # bytes; JSON grows about 25-fold when it becomes Python objects
MAX_DEPTH = 24  # nesting of values
MAX_DIMENSIONS = 32  # NumPy's own limit
MAX_BUFFERS = 2**15  # more arrays than fit into a header
INTEGERS = range(-(2**63), 2**64)  # all that fit into 64 bits, signed or unsigned
DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()  # fixed-size numbers only
)
_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">II")


class WireError(ValueError):
    """The bytes are no frame, or the value cannot be sent."""


@dataclass(frozen=True, eq=False)
class Tensor:
    """A copied array. ``kind``: its class in the guest, ``ndarray`` (mx.nd.NDArray), ``numpy`` or ``mx.np``."""

    values: np.ndarray[Any, Any]
    kind: str = "ndarray"


@dataclass(frozen=True)
class Scalar:
    """A copied NumPy scalar. ``kind``: its type, such as ``np.float32``."""

    value: bool | int | float
    kind: str


@dataclass(frozen=True)
class Opaque:
    """Stands for an object that cannot be sent; holds the name of its type."""

    type_name: str


@dataclass(frozen=True, eq=False)
class AsNumpy:
    """An argument that becomes a NumPy array in the guest, not an NDArray."""

    values: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Graded:
    """An argument that stands for the graded function of that name."""

    name: str


@dataclass(frozen=True)
class Shared:
    """An argument that stands for a read-only memory-mapped array; ``path`` is its file's path in the guest."""

    path: str


@dataclass(frozen=True)
class Frame:
    id: int
    kind: str
    body: Any


def encode(frame: Frame) -> bytes:
    """The frame's bytes, with both lengths. Raises `WireError` if a value cannot be sent."""
    buffers: list[bytes] = []
    body = _plain(frame.body, buffers, 0)
    header = json.dumps(
        {"id": frame.id, "kind": frame.kind, "body": body, "buffers": [len(data) for data in buffers]},
        separators=(",", ":"),
        allow_nan=False,
    ).encode("utf-8")
    size = _LENGTH.size + len(header) + sum(map(len, buffers))
    if len(header) > MAX_HEADER or size > MAX_FRAME:
        raise WireError(f"a value of {size} bytes cannot be sent: at most {MAX_FRAME} (header {MAX_HEADER})")
    return b"".join([_HEAD.pack(size, len(header)), header, *buffers])


def read_frame(read: Callable[[int], bytes | bytearray]) -> Frame:
    """Read one frame; ``read(n)`` returns exactly n bytes or raises. Raises `WireError` if the bytes are no frame."""
    (size,) = _LENGTH.unpack(read(_LENGTH.size))
    if not _LENGTH.size <= size <= MAX_FRAME:
        raise WireError(f"a frame of {size} bytes: at most {MAX_FRAME}")
    return decode(read(size))


def decode(data: bytes | bytearray) -> Frame:
    """The frame in ``data``, the bytes after the first length. Raises `WireError` if they are no frame."""
    try:
        return _decode(memoryview(data))
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, struct.error) as error:
        raise WireError(f"not a frame: {type(error).__name__}") from error


def _decode(data: memoryview) -> Frame:
    (header_size,) = _LENGTH.unpack_from(data)
    if header_size > min(MAX_HEADER, len(data) - _LENGTH.size):
        raise WireError("a header longer than its frame or its limit")
    start = _LENGTH.size + header_size
    header = json.loads(bytes(data[_LENGTH.size : start]), parse_constant=_refuse)
    if not isinstance(header, dict) or set(header) != {"id", "kind", "body", "buffers"}:
        raise WireError("a header without its four keys")
    if type(header["id"]) is not int or type(header["kind"]) is not str or type(header["buffers"]) is not list:
        raise WireError("a header of wrong types")
    if len(header["buffers"]) > MAX_BUFFERS:
        raise WireError(f"{len(header['buffers'])} buffers: at most {MAX_BUFFERS}")
    buffers: dict[int, memoryview] = {}
    for length in header["buffers"]:
        if type(length) is not int or not 0 <= length <= len(data) - start:
            raise WireError("a buffer longer than its frame")
        buffers[len(buffers)] = data[start : start + length]
        start += length
    if start != len(data):
        raise WireError("bytes left over")
    body = _value(header["body"], buffers, 0)
    if buffers:
        raise WireError("a buffer that no array uses")
    return Frame(header["id"], header["kind"], body)


def _refuse(constant: str) -> float:
    raise WireError(f"bare {constant}")


def _plain(value: Any, buffers: list[bytes], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise WireError(f"nested deeper than {MAX_DEPTH}")
    match value:
        case None | bool() | str():
            return value
        case int() if value in INTEGERS:
            return int(value)
        case float():
            return float(value) if math.isfinite(value) else {"float": repr(float(value))}
        case list():
            return [_plain(item, buffers, depth + 1) for item in value]
        case tuple():
            return {"tuple": [_plain(item, buffers, depth + 1) for item in value]}
        case dict():
            return {"dict": {str(key): _plain(item, buffers, depth + 1) for key, item in value.items()}}
        case Tensor():
            return {"array": {**_buffer(value.values, buffers), "kind": value.kind}}
        case AsNumpy():
            return {"numpy": _buffer(value.values, buffers)}
        case np.ndarray():
            return {"array": {**_buffer(value, buffers), "kind": "ndarray"}}
        case Scalar():
            return {"scalar": {"value": _plain(value.value, buffers, depth + 1), "kind": value.kind}}
        case Opaque():
            return {"opaque": value.type_name}
        case Graded():
            return {"graded": value.name}
        case Shared():
            return {"shared": value.path}
        case np.generic() if not isinstance(value.item(), np.generic):  # a long double's item() is a long double again
            return _plain(value.item(), buffers, depth)
    raise WireError(f"a {type(value).__name__} cannot be sent")


def _buffer(array: np.ndarray[Any, Any], buffers: list[bytes]) -> dict[str, Any]:
    name = array.dtype.name
    if name not in DTYPES:
        raise WireError(f"an array of dtype {name} cannot be sent")
    if sum(map(len, buffers)) + array.nbytes > MAX_FRAME:  # before copying: a broadcast view may exceed memory
        raise WireError(f"an array of {array.nbytes} bytes cannot be sent: at most {MAX_FRAME}")
    buffers.append(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
    return {"dtype": name, "shape": list(array.shape), "buffer": len(buffers) - 1}


def _value(plain: Any, buffers: dict[int, memoryview], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise WireError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(plain, str):
        return _text(plain)
    if isinstance(plain, int) and plain not in INTEGERS:  # Python's larger ones may be too large for a float
        raise WireError("an integer beyond 64 bits")
    if plain is None or isinstance(plain, bool | int | float):
        return plain
    if isinstance(plain, list):
        return [_value(item, buffers, depth + 1) for item in plain]
    if not isinstance(plain, dict) or len(plain) != 1:
        raise WireError("an object without its one key")
    ((key, content),) = plain.items()
    match key, content:
        case "float", "nan" | "inf" | "-inf":
            return float(content)
        case "tuple", list():
            return tuple(_value(item, buffers, depth + 1) for item in content)
        case "dict", dict():
            return {_text(name): _value(item, buffers, depth + 1) for name, item in content.items()}
        case "array", {"kind": "ndarray" | "numpy" | "mx.np" as kind}:
            return Tensor(_array(content, buffers), kind)
        case "numpy", dict():
            return AsNumpy(_array(content, buffers))
        case "scalar", {"kind": str() as kind, "value": inner}:
            number = _value(inner, buffers, depth + 1)
            if not isinstance(number, bool | int | float):
                raise WireError("a scalar that is no number")
            return Scalar(number, _text(kind)[:40])
        case "opaque", str():
            return Opaque(_text(content)[:200])
        case "graded", str():
            return Graded(_text(content))
        case "shared", str():
            return Shared(_text(content))
    raise WireError("an object of unknown key or content")


def _text(text: str) -> str:
    """The text without lone surrogates: JSON escapes can contain them, but files cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _array(content: Mapping[str, Any], buffers: dict[int, memoryview]) -> np.ndarray[Any, Any]:
    dtype, shape, index = content["dtype"], content["shape"], content["buffer"]
    if dtype not in DTYPES or type(shape) is not list or len(shape) > MAX_DIMENSIONS or type(index) is not int:
        raise WireError("an array of unknown dtype, shape or buffer")
    if any(type(size) is not int or size < 0 for size in shape):
        raise WireError("an array of negative size")
    kind = np.dtype("uint8" if dtype == "bool" else dtype).newbyteorder("<")
    data = buffers.pop(index)  # each is used once: many arrays that share one buffer would be many copies
    if math.prod(shape) * kind.itemsize != len(data):
        raise WireError("an array whose bytes do not fill its shape")
    array = np.frombuffer(data, dtype=kind).reshape(shape)
    return np.asarray(array != 0) if dtype == "bool" else array.astype(dtype)  # a copy: owned, native, writable
