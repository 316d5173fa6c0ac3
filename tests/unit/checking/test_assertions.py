"""What suites assert with: which values pass, and what a student reads where one does not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given

from autograder.checking import (
    Wrong,
    as_array,
    as_items,
    expect_close,
    expect_number,
    expect_unchanged,
    grid_arrays,
    numeric_gradient,
)
from autograder.checking.assertions import MAX_LINES
from autograder.checking.networks import net_gradients
from autograder.checking.pictures import curve_picture
from autograder.guest.wire import Opaque, Scalar, Tensor

SUITE = Path(__file__).resolve().parents[3] / "autograder" / "suites" / "mlp-mnist"


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def message_of(function, *args, **kwargs) -> str:
    with pytest.raises(Wrong) as caught:
        function(*args, **kwargs)
    return str(caught.value)


class TestAsArray:
    def test_values_of_an_ndarray_come_back(self):
        assert as_array(Tensor(floats(1, 2)), (2,), what="f(X)").tolist() == [1, 2]

    def test_shape_is_free_where_none_is_given(self):
        assert as_array(Tensor(np.zeros((2, 3), np.float32)), what="f(X)").shape == (2, 3)

    @pytest.mark.parametrize(
        ("result", "words"),
        [
            (None, "f(X) is None; expected an mx.nd.NDArray.\nDoes the function end with a return statement?"),
            (
                Tensor(floats(1), "numpy"),
                "f(X) is a NumPy array of shape (1,); expected an mx.nd.NDArray.\nStay within",
            ),
            (Tensor(floats(1), "mx.np"), "f(X) is an mx.np.ndarray of shape (1,)"),
            (Scalar(2.5, "np.float32"), "f(X) is the np.float32 2.5"),
            (3, "f(X) is the int 3"),
            ("three", "f(X) is the text 'three'"),
            ([1, 2], "f(X) is a list of 2"),
            (Opaque("Symbol"), "f(X) is an object of type Symbol"),
        ],
    )
    def test_other_kinds_are_named(self, result, words):
        assert words in message_of(as_array, result, (1,), what="f(X)")

    def test_wrong_shape_names_both_shapes(self):
        message = message_of(as_array, Tensor(np.zeros((2, 3), np.float32)), (3, 2), what="f(X)")
        assert message == "f(X) has shape (2, 3); expected (3, 2)."

    def test_an_axis_of_length_one_is_explained(self):
        message = message_of(as_array, Tensor(np.zeros((5, 1), np.float32)), (5,), what="f(X)")
        assert "expected (5,)" in message
        assert "broadcast" in message

    def test_other_dtypes_are_named(self):
        assert "dtype float64; expected float32" in message_of(as_array, Tensor(np.zeros(2)), (2,), what="f(X)")


class TestAsItems:
    def test_list_and_tuple_pass(self):
        assert as_items((1, 2), 2, what="it") == as_items([1, 2], 2, what="it") == [1, 2]

    @pytest.mark.parametrize("result", [None, (1,), "ab", {"a": 1, "b": 2}, Tensor(floats(1, 2))])
    def test_anything_else_is_wrong_and_no_error_of_ours(self, result):
        assert "expected 2 values" in message_of(as_items, result, 2, what="it")


class TestExpectClose:
    def test_within_tolerance_passes(self):
        expect_close(floats(1.0001, 1e-8), np.array([1.0, 0.0]), rtol=1e-3, atol=1e-6, what="f(X)")

    def test_equal_infinities_pass(self):
        expect_close(floats(np.inf), np.array([np.inf]), rtol=0, atol=0, what="f(X)")

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_a_value_that_is_not_finite_is_wrong(self, value):
        assert "expected 1" in message_of(expect_close, floats(value), np.array([1.0]), rtol=1e9, atol=1.0, what="f(X)")

    def test_nan_is_wrong_even_where_nan_is_expected(self):
        message_of(expect_close, floats(np.nan), np.array([np.nan]), rtol=1, atol=1, what="f(X)")

    def test_the_element_furthest_off_is_named_with_its_inputs(self):
        message = message_of(
            expect_close,
            floats(1, 2, 9),
            np.array([1.0, 2.5, 3.0]),
            rtol=0,
            atol=0.1,
            what="f(X)",
            inputs={"X": floats(4, 5, 6), "lr": 0.5},
            note="Think again.",
        )
        assert message == (
            "f(X)[2] is 9; expected 3.\n"
            "2 of 3 values are wrong; this one is furthest off.\n"
            "got = [1, 2, 9]\n"
            "expected = [1, 2.5, 3]\n"
            "where\n"
            "X = [4, 5, 6]\n"
            "lr = 0.5\n"
            "Think again."
        )

    def test_large_arrays_are_described_and_not_printed(self):
        message = message_of(
            expect_close,
            np.zeros((50, 50)),
            np.ones((50, 50)),
            rtol=0,
            atol=0,
            what="f(X)",
            inputs={"X": np.full((50, 50), 3.0)},
        )
        assert "2500 of 2500" in message
        assert "X = an array of shape (50, 50), values from 3 to 3" in message
        assert len(message) < 300

    def test_another_shape_is_wrong_and_no_error_of_ours(self):
        assert "has shape (2,)" in message_of(expect_close, floats(1, 2), np.array([1.0]), rtol=0, atol=0, what="f(X)")

    def test_a_single_number_needs_no_index(self):
        message = message_of(expect_close, np.array(2.0), np.array(1.0), rtol=0, atol=0, what="f(X)")
        assert message == "f(X) is 2; expected 1."


class TestExpectNumber:
    @pytest.mark.parametrize("result", [0.75, Scalar(0.75, "np.float32"), Tensor(floats(0.75)), Tensor(np.array(0.75))])
    def test_numbers_of_all_kinds_pass(self, result):
        expect_number(result, 0.75, atol=1e-6, what="accuracy")

    def test_a_whole_number_passes(self):
        expect_number(1, 1.0, atol=1e-6, what="accuracy")

    @pytest.mark.parametrize(
        "result", [True, None, "0.75", [0.75], Tensor(floats(0.75, 0.75)), Scalar(True, "np.bool_")]
    )
    def test_what_is_no_number_is_wrong(self, result):
        assert "expected one number" in message_of(expect_number, result, 1.0, atol=1, what="accuracy")

    @pytest.mark.parametrize("result", [0.5, float("nan"), float("inf")])
    def test_another_number_is_wrong(self, result):
        assert "; expected 0.75" in message_of(expect_number, result, 0.75, atol=0.1, what="accuracy")

    def test_inputs_and_note_are_shown(self):
        message = message_of(expect_number, 75, 0.75, atol=0, what="accuracy", inputs={"right": "3 of 4"}, note="Hm.")
        assert message == "accuracy is 75; expected 0.75.\nwhere\nright = 3 of 4\nHm."


class TestExpectUnchanged:
    def test_equal_arrays_pass(self):
        expect_unchanged(floats(1, 2), floats(1, 2), what="X")

    def test_the_smallest_change_is_seen(self):
        before = floats(1, 2)
        message = message_of(expect_unchanged, np.nextafter(before, floats(0, 2)), before, what="X")
        assert "X[0]" in message

    def test_another_shape_is_named(self):
        assert "(2,) became (1,)" in message_of(expect_unchanged, floats(1), floats(1, 2), what="X")


class TestWrong:
    def test_a_long_message_is_cut_after_a_screenful(self):
        lines = str(Wrong("\n".join("abc" for _ in range(500)))).splitlines()
        assert len(lines) == MAX_LINES + 1
        assert lines[-1] == "..."

    def test_a_picture_goes_along(self):
        assert Wrong("x").picture is None
        assert Wrong("x", picture=b"png").picture == b"png"


def test_numeric_gradient_agrees_with_a_closed_form():
    x = np.array([[0.5, -1.0], [2.0, 0.1]])
    head = np.array([[1.0, -2.0], [0.5, 3.0]])
    np.testing.assert_allclose(numeric_gradient(np.sin, x, head), np.cos(x) * head, rtol=1e-8)


@given(grid_arrays((2, 3), low=-2, high=2))
def test_grid_arrays_are_short_numbers_in_range(array):
    assert array.dtype == np.float32
    assert array.shape == (2, 3)
    assert (np.abs(array) <= 2).all()
    assert (array * 8 == np.rint(array * 8)).all()


def test_a_curve_with_holes_becomes_a_small_png():
    picture = curve_picture(
        [2.3, 1.0, float("nan"), float("inf")], title="t", xlabel="x", ylabel="y", level=2.3, level_name="guessing"
    )
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 40_000


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mlp_oracle", SUITE / "mlp_oracle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mlp_oracle"] = module
    spec.loader.exec_module(module)
    del sys.modules["mlp_oracle"]
    return module


class TestOracle:
    """The closed forms of the first suite agree with numeric gradients and with numbers worked out by hand."""

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(1)

    def test_softmax_of_known_rows(self, oracle):
        z = np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]])
        np.testing.assert_allclose(oracle.softmax(z), [[0.125, 0.25, 0.625], [0.25, 0.25, 0.5]])

    def test_softmax_of_extreme_rows(self, oracle):
        np.testing.assert_allclose(oracle.softmax(np.array([[1e4, -1e4, 1e4]])), [[0.5, 0.0, 0.5]])

    def test_losses_of_known_rows(self, oracle):
        y = oracle.one_hot([2, 0], 3)
        p = np.array([[0.125, 0.25, 0.625], [0.5, 0.25, 0.25]])
        np.testing.assert_allclose(oracle.cross_entropy(p, y), [np.log(1.6), np.log(2)])
        np.testing.assert_allclose(oracle.softmax_cross_entropy(np.log(p), y), [np.log(1.6), np.log(2)])

    def test_gradients_agree_with_numeric_ones(self, oracle, rng):
        z, y = rng.normal(0, 2, (4, 3)), oracle.one_hot([0, 2, 1, 2], 3)
        wide, narrow = rng.normal(0, 1, (4, 3)), rng.normal(0, 1, 4)
        p = oracle.softmax(z)
        for closed, function, x, head in (
            (oracle.relu_gradient(z, wide), oracle.relu, z, wide),
            (oracle.softmax_gradient(z, wide), oracle.softmax, z, wide),
            (oracle.cross_entropy_gradient(p, y, narrow), lambda x: oracle.cross_entropy(x, y), p, narrow),
            (
                oracle.softmax_cross_entropy_gradient(z, y, narrow),
                lambda x: oracle.softmax_cross_entropy(x, y),
                z,
                narrow,
            ),
        ):
            np.testing.assert_allclose(closed, numeric_gradient(function, x, head), rtol=1e-5, atol=1e-7)

    def test_network_gradients_agree_with_numeric_ones(self, oracle, rng):
        shapes = [(6, 4), (4,), (4, 4), (4,), (4, 3), (3,)]
        parameters = [rng.normal(0, 1, shape) for shape in shapes]
        X, head = rng.normal(0, 1, (2, 3, 2, 1)), rng.normal(0, 1, (2, 3))
        closed = net_gradients(parameters, X, head)
        for place, value in enumerate([*parameters, X]):

            def moved(x, place=place):
                values = [*parameters, X]
                values[place] = x
                return oracle.net(values[:6], values[6])

            np.testing.assert_allclose(closed[place], numeric_gradient(moved, value, head), rtol=1e-5, atol=1e-7)
