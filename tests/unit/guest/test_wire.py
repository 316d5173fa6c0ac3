"""The protocol: every value that may be sent comes back unchanged, and no bytes harm the process that reads them."""

from __future__ import annotations

import io
import json
import math
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from autograder.guest import objects, wire
from autograder.guest.wire import AsNumpy, Frame, Graded, Opaque, Scalar, Shared, Tensor, WireError

LENGTH = struct.Struct(">I")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats()
dtypes = st.sampled_from(sorted(wire.DTYPES)).map(np.dtype)
arrays = dtypes.flatmap(
    lambda dtype: arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=0, min_side=0, max_side=3))
)
leaves = st.one_of(
    st.none(),
    numbers,
    texts,
    st.builds(Tensor, arrays, st.sampled_from(["ndarray", "numpy", "mx.np"])),
    st.builds(AsNumpy, arrays),
    st.builds(Scalar, numbers, texts),
    st.builds(Opaque, texts),
    st.builds(Graded, texts),
    st.builds(Shared, texts),
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(texts, inner),
)


def crossed(value: Any) -> Any:
    data = wire.encode(Frame(7, "value", value))
    frame = wire.read_frame(io.BytesIO(data).read)
    assert (frame.id, frame.kind) == (7, "value")
    return frame.body


def same(got: Any, sent: Any) -> bool:
    if type(got) is not type(sent):
        return False
    match sent:
        case float():
            return got == sent or (math.isnan(got) and math.isnan(sent))
        case Tensor() | AsNumpy():
            kinds = getattr(got, "kind", None) == getattr(sent, "kind", None)
            return kinds and got.values.dtype == sent.values.dtype and same_array(got.values, sent.values)
        case Scalar():
            return got.kind == sent.kind and same(got.value, sent.value)
        case list() | tuple():
            return len(got) == len(sent) and all(map(same, got, sent))
        case dict():
            return list(got) == list(sent) and all(map(same, got.values(), sent.values()))
    return bool(got == sent)


def same_array(got: np.ndarray, sent: np.ndarray) -> bool:
    return got.shape == sent.shape and got.tobytes() == np.ascontiguousarray(sent).tobytes()


def frame_of(header: object, *buffers: bytes) -> bytes:
    """The bytes of a frame after its first length, with any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return LENGTH.pack(len(text)) + text + b"".join(buffers)


def body_of(body: object, *buffers: bytes) -> bytes:
    return frame_of({"id": 1, "kind": "value", "body": body, "buffers": [len(data) for data in buffers]}, *buffers)


# Values that may be sent


@given(values)
@settings(max_examples=100, deadline=None)
def test_every_value_comes_back_as_it_was(value: Any) -> None:
    assert same(crossed(value), value)


def test_arrays_come_back_owned_writable_and_in_native_order() -> None:
    sent = np.arange(6, dtype=">f4").reshape(2, 3)[:, ::2]
    got = crossed(Tensor(sent)).values
    assert got.dtype == np.dtype("float32") and got.dtype.isnative
    assert got.flags.writeable and got.flags.owndata
    assert got.tolist() == [[0, 2], [3, 5]]


def test_a_bare_numpy_array_crosses_as_an_ndarray_and_a_bare_numpy_number_as_pythons() -> None:
    assert crossed(np.float32([1, 2])).kind == "ndarray"
    assert crossed([np.int64(3), np.bool_(True), np.float16(0.5)]) == [3, True, 0.5]


def test_an_array_of_truth_values_without_dimensions_stays_an_array() -> None:
    got = crossed(Tensor(np.array(True))).values
    assert isinstance(got, np.ndarray) and got.shape == () and got.dtype == bool


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        1j,
        2**64,
        -(2**63) - 1,
        np.longdouble(1),
        np.array(["text"]),
        np.array([None]),
        np.array([1j]),
        np.array([1], "datetime64[s]"),
        np.zeros(2, [("a", "f4")]),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_what_cannot_cross_is_refused_by_name(value: object) -> None:
    with pytest.raises(WireError, match="cannot be sent"):
        wire.encode(Frame(1, "value", [value]))


def test_values_nested_too_deep_are_refused_on_both_sides() -> None:
    value: Any = 1
    for _ in range(wire.MAX_DEPTH):
        value = [value]
    assert crossed(value) == value
    with pytest.raises(WireError, match="nested"):
        wire.encode(Frame(1, "value", [value]))
    with pytest.raises(WireError, match="nested"):
        wire.decode(body_of([value]))


def test_a_value_above_the_limits_is_refused_before_it_is_copied() -> None:
    lazy = np.broadcast_to(np.float32(0), (2**20, 2**20))  # 4 TiB that take no memory until somebody copies them
    with pytest.raises(WireError, match="cannot be sent"):
        wire.encode(Frame(1, "value", lazy))
    with pytest.raises(WireError, match="header"):
        wire.encode(Frame(1, "value", "x" * wire.MAX_HEADER))


# Bytes that a hostile guest may send


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_random_bytes_raise_nothing_but_a_wire_error(data: bytes) -> None:
    with pytest.raises(WireError):
        wire.decode(data)


@given(values, st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
@example([True], [(40, 34)])
def test_a_damaged_frame_is_read_or_refused_and_never_anything_else(value: Any, damage: list[tuple[int, int]]) -> None:
    data = bytearray(wire.encode(Frame(1, "value", value))[4:])
    for place, byte in damage:
        data[place % len(data)] = byte
    try:
        frame = wire.decode(bytes(data))
    except WireError:
        return
    assert isinstance(frame, Frame)


KEYS = "float tuple dict array numpy scalar opaque graded shared dtype shape buffer kind value float32 id body".split()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=4)
    ),
)


@given(json_values, st.binary(max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_json_for_a_body_is_read_or_refused_and_never_anything_else(body: object, buffer: bytes) -> None:
    try:
        wire.decode(body_of(body, buffer))
    except WireError:
        return


@given(json_values)
@settings(deadline=None)
def test_any_json_for_a_header_is_refused(header: object) -> None:
    with pytest.raises(WireError):
        wire.decode(frame_of(header))


ARRAY = {"dtype": "uint8", "shape": [4], "buffer": 0, "kind": "ndarray"}


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "object"},
        {"dtype": "V8"},
        {"dtype": ["uint8"]},
        {"dtype": "float128"},
        {"shape": [3]},
        {"shape": [-4]},
        {"shape": [-2, -2]},
        {"shape": [4.0]},
        {"shape": [True, 4]},
        {"shape": 4},
        {"shape": {"0": 4}},
        {"shape": [1] * 33 + [4]},
        {"shape": [0]},
        {"shape": [0, 10**30]},
        {"shape": [2**62, 2**62, 0]},
        {"shape": [10**4000]},
        {"buffer": 1},
        {"buffer": -1},
        {"buffer": False},
        {"buffer": 0.0},
        {"buffer": None},
        {"kind": "cupy"},
    ],
    ids=lambda change: json.dumps(change)[:30],
)
def test_an_array_that_is_not_what_it_says_is_refused(change: dict[str, Any]) -> None:
    assert wire.decode(body_of({"array": ARRAY}, b"abcd")).body.values.tolist() == [97, 98, 99, 100]
    with pytest.raises(WireError):
        wire.decode(body_of({"array": {**ARRAY, **change}}, b"abcd"))


def test_bytes_that_are_no_booleans_become_booleans() -> None:
    body = {"array": {**ARRAY, "dtype": "bool"}}
    got = wire.decode(body_of(body, bytes([0, 1, 2, 255]))).body.values
    assert got.dtype == bool and got.view(np.uint8).tolist() == [0, 1, 1, 1]


def header_with(**fields: object) -> dict[str, object]:
    return {"id": 1, "kind": "value", "body": None, "buffers": [], **fields}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0",
        LENGTH.pack(10) + b"{}",
        LENGTH.pack(wire.MAX_HEADER + 1) + b" " * (wire.MAX_HEADER + 1),
        frame_of(b""),
        frame_of(b"\xff\xfe"),
        frame_of(b"[" * 100_000),
        frame_of(b'{"a":' * 100_000),
        frame_of(b'{"id":1,"kind":"value","body":NaN,"buffers":[]}'),
        frame_of(b'{"id":1,"kind":"value","body":-Infinity,"buffers":[]}'),
        frame_of(b'{"id":1,"kind":"value","body":' + b"9" * 5_000 + b',"buffers":[]}'),
        frame_of(b'{"id":1,"kind":"value","body":18446744073709551616,"buffers":[]}'),
        frame_of(b'{"id":1,"kind":"value","body":-9223372036854775809,"buffers":[]}'),
        frame_of(header_with(extra=1)),
        frame_of({"id": 1, "kind": "value", "body": None}),
        frame_of(header_with(id="1")),
        frame_of(header_with(id=True)),
        frame_of(header_with(id=1.0)),
        frame_of(header_with(kind=["value"])),
        frame_of(header_with(buffers={"0": 1})),
        frame_of(header_with(buffers=[True]), b"x"),
        frame_of(header_with(buffers=[-1, 5]), b"abcd"),
        frame_of(header_with(buffers=[5]), b"abcd"),
        frame_of(header_with(buffers=[3, 3]), b"abcd"),
        frame_of(header_with(buffers=[2**70]), b"abcd"),
        frame_of(header_with(buffers=[4]), b"abcd"),
        frame_of(header_with(buffers=[]), b"left over"),
        frame_of(header_with(buffers=[0] * (wire.MAX_BUFFERS + 1))),
        body_of({}),
        body_of({"float": "1"}),
        body_of({"float": "nan", "tuple": []}),
        body_of({"tuple": {}}),
        body_of({"dict": []}),
        body_of({"scalar": {"value": [1], "kind": "np.float32"}}),
        body_of({"scalar": {"value": 1}}),
        body_of({"opaque": 1}),
        body_of({"shared": None}),
        body_of({"pickle": "gASVAAAA"}),
    ],
)
def test_bytes_that_are_no_frame_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        wire.decode(data)


def test_of_two_equal_keys_one_counts_and_nothing_breaks() -> None:
    data = frame_of(b'{"id":1,"id":2,"kind":"value","body":{"dict":{"a":1,"a":2}},"buffers":[]}')
    assert wire.decode(data) == Frame(2, "value", {"a": 2})


def test_lone_surrogates_do_not_reach_the_host() -> None:
    body = {"dict": {"\ud800": ["\udfff", {"opaque": "\ud812"}, {"scalar": {"value": 1, "kind": "\ud800"}}]}}
    got = wire.decode(body_of(body)).body
    assert got == {"?": ["?", Opaque("?"), Scalar(1, "?")]}


@pytest.mark.parametrize("size", [0, 3, wire.MAX_FRAME + 1, 2**32 - 1])
def test_a_frame_of_impossible_length_is_refused_before_it_is_read(size: int) -> None:
    asked = []

    def read(count: int) -> bytes:
        asked.append(count)
        return LENGTH.pack(size)

    with pytest.raises(WireError, match="bytes"):
        wire.read_frame(read)
    assert asked == [4]


def test_many_arrays_over_one_buffer_are_refused_without_copying_it_each_time() -> None:
    size = 2**20
    one = {"array": {**ARRAY, "shape": [size]}}
    data = body_of([one] * 1_000, bytes(size))
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            wire.decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * size


@pytest.mark.parametrize("item", [b"[]", b"{}", b'""', b"0"])
def test_a_header_full_of_small_things_grows_no_more_than_its_limit_allows_for(item: bytes) -> None:
    """JSON grows when it becomes Python objects: about 40 times at the worst."""
    count = 2**15 // (len(item) + 1)
    data = frame_of(b'{"id":1,"kind":"value","body":[' + b",".join([item] * count) + b'],"buffers":[]}')
    tracemalloc.start()
    try:
        with pytest.raises(WireError) if item == b"{}" else memoryview(b""):
            wire.decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60 * len(data)


def test_a_million_buffers_are_refused_before_they_are_cut() -> None:
    data = frame_of(header_with(buffers=[0] * 2**18))
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="buffers"):
            wire.decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * len(data)


# Conversion of a student's values in the guest


class Evil(list):
    def __iter__(self) -> Any:
        raise RuntimeError("looked at")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**63, Opaque("int beyond 64 bits")),
        (Evil([1]), Opaque("Evil")),
        (np.longdouble(1), Opaque(np.longdouble.__name__)),
        (np.complex64(1), Opaque("complex64")),
        (np.float32(0.5), Scalar(0.5, "np.float32")),
        (np.bool_(True), Scalar(True, "np.bool_")),
        (np.array(["text"]), Opaque("array of dtype str128")),
        (lambda: 0, Opaque("function")),
        (len, Opaque("builtin_function_or_method")),
        ({1: (2, [3.5])}, {"1": (2, [3.5])}),
        ("x" * (objects.MAX_TEXT + 5), "x" * objects.MAX_TEXT),
    ],
)
def test_a_students_value_crosses_as_a_copy_or_as_its_types_name(value: object, expected: object) -> None:
    got = crossed(objects.to_wire(value))
    assert same(got, expected)


def test_a_list_inside_itself_ends_as_a_name() -> None:
    endless: list[Any] = []
    endless.append(endless)
    got = crossed(objects.to_wire(endless))
    for _ in range(wire.MAX_DEPTH):
        (got,) = got
    assert got == Opaque("list")


def test_the_three_kinds_of_arrays_are_told_apart() -> None:
    import mxnet as mx

    made = {"ndarray": mx.nd.ones((2,)), "numpy": np.ones(2), "mx.np": mx.np.ones((2,))}
    got = {name: crossed(objects.to_wire(array)) for name, array in made.items()}
    assert {name: tensor.kind for name, tensor in got.items()} == {name: name for name in made}
    assert got["ndarray"].values.dtype == np.float32 and got["numpy"].values.dtype == np.float64


def test_arguments_become_what_students_work_with() -> None:
    import mxnet as mx

    sent = [np.float32([1]), AsNumpy(np.float32([2])), Graded("relu"), {"a": (Shared("/shared/a.npy"), None)}]
    got = objects.to_guest(crossed(sent), {"relu": abs}, lambda path: f"opened {path}", mx.cpu(1))
    assert isinstance(got[0], mx.nd.NDArray) and got[0].asnumpy().tolist() == [1] and got[0].context == mx.cpu(1)
    assert isinstance(got[1], np.ndarray)
    assert got[2] is abs
    assert got[3] == {"a": ("opened /shared/a.npy", None)}
