"""Errors of MXNet in the student's words: each is provoked by a function of a notebook's cell."""

from __future__ import annotations

import linecache
import sys
import warnings

import mxnet as mx
import numpy as np
import pytest

from autograder.guest.meanings import cleaned
from autograder.guest.session import describe
from autograder.room import student as host

PYTHON = f"This is Python {sys.version_info.major}.{sys.version_info.minor}"


class Batches:
    """Named like the driver's own class."""

    def __iter__(self):
        yield mx.nd.ones((2, 3)), mx.nd.ones(2)


def told(body: str, *args: object, parameters: str = "", name: str = "f") -> str:
    """What a student reads when a function with this body raises."""
    lines = [f"    {line}" for line in body.splitlines()]
    source = "\n".join([f"def {name}({parameters}):", *lines]) + "\n"
    file = f"<ipython-input-{abs(hash(source))}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = {"mx": mx, "nd": mx.nd, "np": np, "autograd": mx.autograd, "X": mx.nd.ones((2, 3)), "W": mx.nd.ones((4, 5))}
    exec(compile(source, file, "exec"), space)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in the room
        try:
            space[name](*args)
            mx.nd.waitall()
        except Exception as error:
            return host.in_words(*host.describe(describe(error)))
    raise AssertionError("no error arose")


SHAPES = "\nIn {}, X has shape (2, 3) and W has shape (4, 5)."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "return nd.dot(X, W)",
            "The shapes (2, 3) and (4, 5) do not fit in a matrix product: the axes that it sums over have lengths 3 and 4."
            + SHAPES.format("nd.dot(X, W)"),
        ),
        ("return nd.dot(X, W, transpose_a=True)", "sums over have lengths 2 and 4."),
        ("return nd.dot(X + 1, nd.ones((7, 2)))", "The shapes (2, 3) and (7, 2) do not fit in a matrix product"),
        ("return X + W", "The shapes (2, 3) and (4, 5) do not go together entry by entry"),
        ("return X + W", SHAPES.format("X + W")),
        ("return 2 * (X * W)", SHAPES.format("X * W")),
        (
            "return X / X.sum(axis=1)",
            "The shapes (2, 3) and (2,) do not go together entry by entry: counted from the last axis",
        ),
        ("return nd.maximum(X, W)", SHAPES.format("nd.maximum(X, W)")),
        ("X[:] = W", "An array of shape (4, 5) does not fit into shape (2, 3)."),
        ("X[:] = np.ones((4, 5))", "An array of shape (4, 5) does not fit into shape (2, 3)."),
        ("return X.broadcast_to((4, 3))", "An array of shape (2, 3) does not fit into shape (4, 3)."),
        ("return nd.elemwise_mul(X, W)", "The arrays must have the same shape, but have (2, 3) and (4, 5)."),
        (
            "return nd.where(X > 0, X, W)",
            "The arguments of where have the shapes (2, 3), (2, 3) and (4, 5), which do not fit.",
        ),
        (
            "return nd.FullyConnected(X, W, nd.ones(4), num_hidden=4)",
            "has shape (4, 5); from the shapes of the others it should be (4, 3)",
        ),
        ("return nd.pick(X, W)", "An argument has shape (4, 5); from the shapes of the others it should be (2, 1)."),
        (
            "layer = mx.sym.FullyConnected(mx.sym.Variable('data'), num_hidden=5, name='fc1')\n"
            "return layer.infer_shape(data=(2, 3), fc1_weight=(4, 4))",
            "In the operator fc1, an argument has shape (4, 4); from the shapes of the others it should be (5, 3).",
        ),
        ("return X + X.astype('float64')", "The arrays must have the same dtype, but have float32 and float64"),
    ],
)
def test_both_shapes_are_told_and_which_array_has_which(body, words):
    text = told(f"X, W = nd.ones((2, 3)), nd.ones((4, 5))\n{body}")
    assert words in text
    assert "Check failed" not in text and "Traceback" not in text
    assert body.splitlines()[-1].strip() in text.splitlines()[-1], "the student's line comes last"


RECORD = "A = nd.ones((2, 3))\nA.attach_grad()\nwith autograd.record():\n    B = A * 2\n    "


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("B[:] = 0", "This line writes into B[:] while autograd records."),
        ("B[0, 1] = 5", "This line writes into B[0, 1] while autograd records."),
        ("A -= 0.1", "This line changes A in place while autograd records."),
        ("nd.relu(B, out=B)", "This line writes its result into an array that exists (out=) while autograd records."),
    ],
)
def test_an_assignment_inside_a_recorded_graph_is_named(line, words):
    text = told(RECORD + line)
    assert words in text and "compute a new array" in text and "computational graph" not in text


def test_an_assignment_that_no_line_shows_keeps_mxnets_own_words():
    body = (
        "class Same(autograd.Function):\n    def forward(self, x): return x\n    def backward(self, d): return d\n"
        "A = nd.ones(2)\nA.attach_grad()\nwith autograd.record():\n    B = Same()(A)"
    )
    assert "already in a computational graph" in told(body)


@pytest.mark.parametrize(
    "body",
    [
        "A = nd.ones(2)\nA.attach_grad()\n(A * 2).backward()",
        "A = nd.ones(2)\nwith autograd.record():\n    B = A * 2\nB.backward()",
        RECORD + "pass\nB.backward()\nB.backward()",
    ],
)
def test_backward_without_a_record_is_explained(body):
    text = told(body)
    assert "backward() needs a recorded computation, and finds none" in text and "is_recording" not in text


@pytest.mark.parametrize("line", ["return X - 0.1 * X.grad", "X.grad[:] = 0"])
def test_an_array_without_a_gradient_is_named(line):
    assert "X.grad is None: this array has no place for a gradient." in told(line)


def test_other_arithmetic_with_none_keeps_its_own_words():
    assert told("nothing = None\nreturn 2 * nothing").startswith(
        "TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'\nin f, line 3"
    )


@pytest.mark.parametrize(
    "call", ["np.dot(X, X.T)", "np.matmul(X, X.T)", "np.mean(X, axis=1)", "np.std(X)", "np.expand_dims(X, 1)"]
)
def test_a_numpy_function_given_an_ndarray_is_named(call):
    text = told(f"return {call}")
    assert f"{call.split('(')[0]} is NumPy's, but was given an NDArray." in text and "?" not in text
    assert "Possible Arguments" not in text


def test_a_misspelt_argument_is_named_and_has_nothing_to_do_with_numpy():
    text = told("return nd.sum(X, axes=1)")
    assert "nd.sum has no argument named axes." in text and "NumPy" not in text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return nd.exp(np.ones(3))", "A function of mx.nd takes an NDArray as data, but was given a numpy.ndarray."),
        ("return nd.exp([1, 2])", "but was given a list."),
        ("return nd.dot(X, np.ones((3, 2)))", "takes an NDArray as rhs, but was given a numpy.ndarray."),
        (
            "return mx.sym.FullyConnected(X, num_hidden=3)",
            "A function of mx.sym takes a Symbol as data, but was given an NDArray.",
        ),
        ("return nd.exp(mx.sym.Variable('data'))", "was given a mxnet.symbol.symbol.Symbol."),
        (
            "return nd.exp(None)",
            "The operator exp was called with fewer arrays than it needs: one is missing, or is None.",
        ),
        ("return X + None", "One side is None"),
        ("return X.item()", "In MXNet, .asscalar() takes the place of an array's .item."),
        ("return nd.matmul(X, X)", "In MXNet, nd.dot takes the place of matmul."),
        ("return mx.np.exp(X)", "use mx.nd throughout"),
        ("return X * mx.np.ones((2, 3))", "use mx.nd throughout"),
    ],
)
def test_what_is_no_ndarray_is_named(body, words):
    text = told(body)
    assert words in text
    assert not any(advice in text for advice in ("set_np() in your code", "as_np_ndarray", "as_nd_ndarray"))


@pytest.mark.parametrize(
    ("parameters", "body", "args", "words"),
    [
        (
            "net, data_iterator",
            "for X, y in data_iterator:\n    return net(X)",
            (Batches(), lambda X: X),
            "In this call of f(net, data_iterator), net is an iterator of batches and data_iterator is a function. "
            "Does the function take its arguments in the order that the notebook gives?",
        ),
        (
            "lr, params",
            "for p in params:\n    p[:] = p - lr",
            ([mx.nd.ones(2)], 0.1),
            "lr is a list and params is a number. Does",
        ),
    ],
)
def test_arguments_in_another_order_are_told_as_they_came(parameters, body, args, words):
    assert words in told(body, *args, parameters=parameters)


def test_a_wrong_number_of_arguments_is_told_with_mxnets_words_left_alone():
    text = told("return X", 1, 2, parameters="X")
    assert "f() takes 1 positional argument but 2 were given\nThe notebook says which arguments" in text


def test_arrays_on_two_devices_are_told_apart():
    """The CPU's build of MXNet has no second kind of device: the message is that of its source, imperative_utils.h."""
    message = (
        "Check failed: inputs[i]->ctx().dev_mask() == ctx.dev_mask() (2 vs. 1) : Operator broadcast_add require all inputs "
        "live on the same context. But the first argument is on cpu(0) while the 2-th argument is on gpu(0)"
    )
    text = host.in_words(*host.describe(describe(mx.base.MXNetError(message))))
    assert "The arrays of broadcast_add are on different devices: the first on cpu(0), number 2 on gpu(0)." in text


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("return X.reshape((7, -1))", "ValueError: Cannot reshape array of size 6 into shape (7, -1)"),
        ("return float(X)", "TypeError: float() argument must be"),
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
        ("raise ValueError('could not be broadcast')", "ValueError: could not be broadcast"),
    ],
)
def test_what_is_not_understood_keeps_its_own_words(body, own):
    assert told(body).startswith(own)


def test_mxnets_name_is_said_once_and_its_source_not_at_all():
    text = told("return nd.sum(X, axis=7)")
    assert text.count("MXNetError") == 1 and "Traceback" not in text and "Reduction axis 7" in text


def test_places_in_the_librarys_own_source_are_left_out():
    message = (
        'Traceback (most recent call last):\n  File "../src/ndarray/ndarray.cc", line 250\n'
        "NDArray.Reshape: Check failed: 4 >= 8\nTraceback of mine"
    )
    assert cleaned(message) == "NDArray.Reshape: Check failed: 4 >= 8\nTraceback of mine"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "try:\n    pass\nexcept ValueError, TypeError:\n    pass",
            "Before 3.14, several classes after except need parentheses.",
        ),
        ("type Scores = list", "came with 3.12"),
        ("def first[T](x): return x", "came with 3.12"),
        ("x = f\"{'\\n'.join(names)}\"", "Before 3.12"),
    ],
)
def test_newer_syntax_is_named(source, words):
    try:
        compile(source, "<ipython-input-1>", "exec")
    except SyntaxError as error:
        text = host.in_words(*host.describe(describe(error)))
    assert PYTHON in text and words in text


def test_an_array_that_raises_when_it_is_looked_at_hides_no_error(monkeypatch):
    monkeypatch.setattr(mx.nd.NDArray, "shape", property(lambda self: 1 / 0))
    assert "dot shape error" in told("return nd.dot(X, W)")
