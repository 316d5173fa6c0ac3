"""Runs in the guest beside the student's code: symbols, iterators and models cannot cross the wall, so it uses them here.

Binds symbols, drains iterators, and watches executors at work on small data that the checks send. Holds no expected value,
no label of a test image and no verdict: whoever reads or replaces it learns and gains nothing. Every function takes the
student's namespace first.
"""

from __future__ import annotations

import contextlib
import json
import logging

import mxnet as mx
import numpy as np

# What the parts of a function's answer are, for explanations of mistakes.
PARTS = {
    "symbol_outputs": ("The output", "The output during training", "The gradient of each parameter"),
    "dealt": (
        [
            "",
            (
                "The batch size of the iterators",
                "",
                [
                    "",
                    [
                        "The number of batches",
                        ("Each batch of images", "Each batch of labels", ""),
                    ],
                ],
            ),
        ],
    ),
    "looped": (
        ("", "The value of each returned parameter", "The training accuracy"),
        (
            "The number of training passes",
            ("The first step of each parameter", "The value of each parameter"),
            "The array of images in each training pass",
            "The array of labels in each training pass",
            "The output in each training pass",
        ),
    ),
    "fitted": (
        ("", "", "The value of each trained parameter"),
        (
            "The number of training passes",
            ("The first step of each parameter", "The value of each parameter"),
            "The array of images in each training pass",
            "The array of labels in each training pass",
            "The output in each training pass",
        ),
        (
            "The number of batches that are evaluated",
            "The number of training passes before each evaluation",
            "The array of images in each evaluation",
        ),
        ("", "The batch size of the Speedometer", "The interval of the Speedometer"),
        "The number of calls of the Speedometer",
    ),
    "applied": ("The output of forward",),
    "classified": (("", "The class that classify returns", "The picture that predict is asked about"),),
    "applied_by": ("What forward leaves in an array that held other numbers",),
    "taken_back": ("The gradient that backward writes",),
    "taken_back_by": ("What backward leaves in an array that held other numbers",),
}

# mlp_symbol


def graph(student, shape):
    """The symbol of ``mlp_symbol``: its arguments, what its inner nodes put out, and shapes for data of ``shape``.

    Returns the symbol's arguments, outputs and inner outputs as names; pairs of a layer's name and its operator; the shape of
    each argument; and the shape of the output.
    """
    symbol = _symbol(student)
    if not isinstance(symbol, mx.sym.Symbol):
        return symbol
    arguments, outputs, _ = symbol.infer_shape(data=shape)
    nodes = [[node["name"], node["op"]] for node in json.loads(symbol.tojson())["nodes"]]
    return [
        symbol.list_arguments(),
        symbol.list_outputs(),
        symbol.get_internals().list_outputs(),
        nodes,
        [list(each) for each in arguments],
        [list(each) for each in outputs],
    ]


def symbol_outputs(student, values, X, labels, batch=None):
    """The output of ``mlp_symbol`` for parameters ``values``, with and without training; and the gradients, in their order.

    Parameters go by their order, whatever they are called. Where the symbol has others: its arguments and their shapes.
    ``batch``: the shape of the data, where it is not that of X.
    """
    symbol = _symbol(student)
    if not isinstance(symbol, mx.sym.Symbol):
        return symbol
    X = X.reshape(tuple(batch)) if batch else X
    shapes = dict(zip(symbol.list_arguments(), symbol.infer_shape(data=X.shape)[0], strict=True))
    names = [name for name in shapes if name != "data" and not name.endswith("label")]
    if [shapes[name] for name in names] != [value.shape for value in values]:
        return [[name, list(shape)] for name, shape in shapes.items()]
    bound = symbol.simple_bind(mx.cpu(), data=X.shape, grad_req=dict.fromkeys(names, "write"))
    held = bound.arg_dict
    for name, array in held.items():
        array[:] = X if name == "data" else labels if name.endswith("label") else values[names.index(name)]
    predicted = bound.forward(is_train=False)[0].copy()
    trained = bound.forward(is_train=True)[0].copy()
    bound.backward()
    return predicted, trained, [bound.grad_dict[name] for name in names]


def _symbol(student):
    """What ``mlp_symbol`` returns; layers without a name are numbered from 0."""
    with mx.name.NameManager():
        return student.mlp_symbol()


# make_iters


def dealt(student, X, y, batch_size, epochs):
    """What the iterators of ``make_iters(X, y, batch_size)`` deal out.

    For each of the two: its batch size; name, shape and dtype of data and labels; and for each epoch its batches, as data,
    labels and pad.
    """
    pair = student.make_iters(X, y, batch_size)
    if not isinstance(pair, tuple | list):
        return pair
    return [_deal(each, epochs) for each in pair]


def _deal(iterator, epochs):
    if not isinstance(iterator, mx.io.DataIter):
        return iterator
    about = [
        [[each.name, list(each.shape), np.dtype(each.dtype).name] for each in described]
        for described in (iterator.provide_data, iterator.provide_label)
    ]
    found = []
    for _ in range(epochs):
        iterator.reset()
        found.append([[batch.data[0], batch.label[0], batch.pad or 0] for batch in iterator])
    return [iterator.batch_size, about, found]


def dealt_twice(student, X, y, batch_size, seeds):
    """The labels that the second iterator of ``make_iters`` deals out, from different states of the random generator."""
    found = []
    for seed in seeds:
        np.random.seed(seed)
        _, test_iter = student.make_iters(X.copy(), y.copy(), batch_size)
        found.append([batch.label[0] for batch in test_iter])
    return found


# fit_feedforward and custom_loop: what the executors do


class Watch:
    """Remembers what every executor's forward pass began with: parameters, data, labels; and its output."""

    def __init__(self, parameters, data, label):
        self.parameters, self.data, self.label = parameters, data, label
        self.training, self.evaluation, self.backward = [], [], 0

    def record(self, executor, outputs, is_train):
        held = executor.arg_dict
        if not set(self.parameters) <= set(held):
            return
        passed = [held[self.data].copy(), held[self.label].copy(), outputs[0].copy()]
        if is_train:
            self.training.append([[held[name].copy() for name in self.parameters], *passed])
        else:
            self.evaluation.append([len(self.training), *passed])


@contextlib.contextmanager
def _watched(watch):
    executor = mx.executor.Executor
    forward = executor.forward

    def watched_forward(self, is_train=False, **kwargs):
        outputs = forward(self, is_train, **kwargs)
        watch.record(self, outputs, bool(is_train))
        return outputs

    executor.forward = watched_forward
    try:
        yield watch
    finally:
        executor.forward = forward


@contextlib.contextmanager
def _quiet():
    """Nobody wants to read how the training of a check goes."""
    kept = logging.root.manager.disable
    logging.disable(max(kept, logging.INFO))
    try:
        yield
    finally:
        logging.disable(kept)


class Network:
    """A small network: one hidden layer with a ReLU. Sizes and names are the check's."""

    def __init__(self, units, classes, data, label, layers):
        self.data, self.label = data, label
        inner, outer = layers
        hidden = mx.sym.FullyConnected(mx.sym.Variable(data), num_hidden=units, name=inner)
        hidden = mx.sym.Activation(hidden, act_type="relu", name="bend")
        scores = mx.sym.FullyConnected(hidden, num_hidden=classes, name=outer)
        self.symbol = mx.sym.SoftmaxOutput(scores, label=mx.sym.Variable(label), name="answer")
        self.parameters = [f"{layer}_{part}" for layer in layers for part in ("weight", "bias")]

    def iterator(self, X, y, batch_size):
        # From NumPy, as the notebook's own: the iterator's arrays are the processor's, wherever the network computes.
        return mx.io.NDArrayIter({self.data: X.asnumpy()}, {self.label: y.asnumpy()}, batch_size=batch_size)

    def watch(self):
        return Watch(self.parameters, self.data, self.label)


def looped(student, network, X, y, batch_size, epochs, started):
    """``custom_loop`` on a `Network` and X, y in order; ``started``: batches that were already taken from its iterator.

    Returns what it returned, and of each training pass the parameters before it, its data, its labels and its output.
    """
    network = Network(*network)
    iterator = network.iterator(X, y, batch_size)
    for _ in range(started):
        iterator.next()
    with _quiet(), _watched(network.watch()) as watch:
        answer = student.custom_loop(network.symbol, iterator, epochs)
        mx.nd.waitall()
    return answer, watch.training


def fitted(student, network, training, test, batch_size):
    """``fit_feedforward`` on a `Network` and sets (X, y) in order.

    Returns what it returned: whether it is a FeedForward, and its parameters. Then the training passes as `looped`, the
    passes without training as the number of training passes before them and their data, and what the Speedometer was told:
    its batch size and interval, and how often it was called.
    """
    speeds = []
    speedometer = mx.callback.Speedometer
    called = speedometer.__call__

    def counted(self, param):
        speeds.append((self.batch_size, self.frequent))

    speedometer.__call__ = counted
    network = Network(*network)
    iterators = [network.iterator(X, y, batch_size) for X, y in (training, test)]
    try:
        with _quiet(), _watched(network.watch()) as watch:
            model = student.fit_feedforward(network.symbol, *iterators)
            mx.nd.waitall()
    finally:
        speedometer.__call__ = called
    if isinstance(model, mx.model.FeedForward):
        model = [True, {name: model.arg_params[name] for name in network.parameters}]
    evaluated = [[before, X] for before, X, _, _ in watch.evaluation]
    return model, watch.training, evaluated, [list(each) for each in sorted(set(speeds))], len(speeds)


# NumpySoftmax


def _on_cpu(*arrays):
    """An operator that is called by hand computes on the processor: what it makes of NumPy arrays is there, too."""
    return [array.as_in_context(mx.cpu()) for array in arrays]


def applied(student, X, labels):
    """What ``forward`` of a `NumpySoftmax`, called by hand, writes into an array."""
    return applied_by(student, X, labels, "write", 0.0)


def applied_by(student, X, labels, request, held):
    """The same, with another request and an array that holds ``held``."""
    operator = student.NumpySoftmax()
    X, labels = _on_cpu(X, labels)
    output = mx.nd.zeros(X.shape) + held
    operator.forward(True, [request], [X, labels], [output], [])
    return output


def taken_back(student, X, labels, output, top=1.0):
    """``backward`` of a `NumpySoftmax`, called by hand, with ``output`` from forward: the gradient of X."""
    return taken_back_by(student, X, labels, output, "write", 0.0, top)


def taken_back_by(student, X, labels, output, request, held, top=1.0):
    """The same, with another request and an array that holds ``held``."""
    operator = student.NumpySoftmax()
    X, labels, output = _on_cpu(X, labels, output)
    gradients = [mx.nd.zeros(X.shape) + held, mx.nd.zeros(labels.shape)]
    above = [mx.nd.zeros(X.shape) + top]
    operator.backward([request, "null"], above, [X, labels], [output], gradients, [])
    return gradients[0]


class _Properties(mx.operator.CustomOpProp):
    """Stands for the notebook's own: what MXNet must know of the operator. ``operator``: the class, set in `in_a_network`."""

    operator = None

    def __init__(self):
        super().__init__(need_top_grad=False)

    def list_arguments(self):
        return ["data", "label"]

    def list_outputs(self):
        return ["output"]

    def infer_shape(self, in_shape):
        return [in_shape[0], (in_shape[0][0],)], [in_shape[0]], []

    def create_operator(self, ctx, in_shapes, in_dtypes):
        return self.operator()


def in_a_network(student, X, W, labels, rate):
    """Steps of gradient descent on W with `NumpySoftmax` as the output of a network: W and the outputs, step by step.

    ``labels``: those of the rows of X in each step.

    It is first called by hand: what goes wrong in the engine is told less clearly.
    """
    X, W, labels = _on_cpu(X, W, labels)
    scores = mx.nd.dot(X, W, transpose_b=True)
    output = applied(student, scores, labels[0])
    taken_back(student, scores, labels[0], output)

    class Properties(_Properties):
        operator = student.NumpySoftmax

    mx.operator.register("checked_numpy_softmax")(Properties)
    symbol = mx.sym.FullyConnected(mx.sym.Variable("data"), num_hidden=W.shape[0], no_bias=True, name="outer")
    symbol = mx.sym.Custom(symbol, name="softmax", op_type="checked_numpy_softmax")
    bound = symbol.simple_bind(mx.cpu(), data=X.shape, grad_req={"outer_weight": "write"})
    held = bound.arg_dict
    held["data"][:], held["outer_weight"][:] = X, W
    found = []
    for row in range(len(labels)):
        held["softmax_label"][:] = labels[row]
        outputs = bound.forward(is_train=True)[0].copy()
        bound.backward()
        found.append([held["outer_weight"].copy(), outputs])
        held["outer_weight"][:] -= rate * bound.grad_dict["outer_weight"]
    return found


# classify


class Predictor:
    """Stands for the notebook's ``predict``: keeps what it is asked about, and answers as it was told."""

    def __init__(self, probabilities):
        self.answer = probabilities
        self.asked = []
        self.seen = self.probabilities = None

    def __call__(self, images):
        self.asked.append(images.copy() if isinstance(images, np.ndarray | mx.nd.NDArray) else images)
        self.seen, self.probabilities = images, self.answer.copy()
        return self.probabilities


def classified(student, images, probabilities):
    """``classify`` of each image, with a recorder in the place of ``predict`` that gives the n-th row of probabilities.

    Returns for each image the answer, and what ``predict`` was asked.
    """
    found = []
    for image, row in zip(images, probabilities, strict=True):
        predict = Predictor(row[np.newaxis])
        with student.standard.replaced(student, {"predict": predict}):
            answer = student.classify(image)
        found.append([answer, predict.asked])
    return found


# Training


def train_symbol(student, images, labels, count, names, epochs, batch_size):
    """Train ``mlp_symbol`` with ``custom_loop`` on the first iterator of ``make_iters``; the parameters, by name.

    On the first ``count`` images of the training set; class k is called ``names[k]``.
    """
    X, y = np.array(images[:count]), np.array(names, dtype=np.uint8)[labels[:count]]
    train_iter, _ = student.make_iters(X, y, batch_size)
    params, _ = student.custom_loop(student.mlp_symbol(), train_iter, epochs)
    return params
