"""The driver functions for most suites: replaced names, classes among the graded names, the device."""

from __future__ import annotations

import contextlib
import types

import numpy as np
import pytest

from autograder.checking import training
from autograder.guest import wire
from autograder.guest.framework import mx
from autograder.guest.order import shuffled
from autograder.guest.session import STANDARD, Session


def test_a_replaced_name_comes_back():
    student = types.SimpleNamespace(globals={"predict": 1})
    with STANDARD.replaced(student, {"predict": 2, "other": 3}):
        assert student.globals == {"predict": 2, "other": 3}
    assert student.globals == {"predict": 1}


def test_a_replaced_name_comes_back_after_an_error():
    student = types.SimpleNamespace(globals={"predict": 1})
    with contextlib.suppress(ZeroDivisionError), STANDARD.replaced(student, {"predict": 2}):
        raise ZeroDivisionError
    assert student.globals == {"predict": 1}


def test_a_graded_name_may_be_a_class():
    class Doubler:
        def apply(self, x):
            return 2 * x

    session = Session({"Doubler": Doubler}, "def applied(student, x):\n    return student.Doubler().apply(x)\n")
    assert session.capture("Doubler") == {"defined": True, "redefined": False, "unwritten": None}
    assert session.drive("applied", [21]) == 42


@pytest.mark.parametrize("names", [["ctx"], ["model_ctx"], ["data_ctx"], ["data_ctx", "model_ctx", "ctx"]])
def test_arrays_stand_on_the_device_that_the_notebook_names(names):
    driver = (
        "def where(student, X):\n    return [str(X.context), str(student.standard.on_device(student, X).context)]\n"
    )
    session = Session({name: mx.cpu(1) for name in names} | {"mx": mx}, driver)
    assert session.drive("where", [wire.Tensor(np.zeros(3, np.float32))]) == ["cpu(1)", "cpu(1)"]
    assert session.drive("device", []) == "cpu(1)"


def test_a_device_that_is_not_there_and_a_name_that_is_none_are_the_processor():
    for variables in ({}, {"ctx": "cpu(1)"}, {"ctx": None, "model_ctx": mx.gpu(7)}):
        assert Session(variables, "").drive("device", []) == "cpu(0)"


def test_images_are_centred_bit_for_bit_as_the_host_does_it():
    rng = np.random.default_rng(0)
    images, mean = rng.integers(0, 256, (5, 28, 28), np.uint8), rng.uniform(0, 1, (28, 28)).astype(np.float32)
    values = STANDARD.pixels(images, mean).asnumpy()
    assert values.shape == (5, 28, 28, 1)
    np.testing.assert_array_equal(values.reshape(5, -1), training._inputs(images, mean))
    np.testing.assert_array_equal(STANDARD.pixels(images).asnumpy()[..., 0], images / np.float32(255))


def test_batches_come_in_the_order_that_the_host_knows():
    images = np.arange(10, dtype=np.uint8).repeat(4).reshape(10, 2, 2)
    student, labels = types.SimpleNamespace(globals={}), np.arange(10, dtype=np.uint8)
    batches = list(STANDARD.batches(student, images, labels, 7, 3, 4, 3))
    wanted = list(shuffled(10, 7, 3, 4, 3))  # the third begins another epoch
    assert [y.asnumpy().tolist() for _, y in batches] == [chosen.tolist() for chosen in wanted]
    for (X, _), chosen in zip(batches, wanted, strict=True):
        np.testing.assert_array_equal(X.asnumpy()[..., 0], images[chosen] / np.float32(255))
