"""Runs in the guest beside the student's code: what a check needs beyond plain calls and the kit's standard functions.

Training runs on small data that the checks send, networks of the student's own making, and the grader's training loop. Holds
no expected value, no label of a test image and no verdict: whoever reads or replaces it learns and gains nothing. Every
function takes the student's namespace first.
"""

from __future__ import annotations

import contextlib
import sys
import types

import mxnet as mx

# What the parts of a function's answer are, for explanations of mistakes.
PARTS = {
    "train_once": (
        ("The number of rows of the result", "The mean loss", "The training accuracy", "The test accuracy"),
        "What each parameter holds after training",
        (
            "",
            "The number of passes over train_iter",
            "The number of batches taken from train_iter",
            "The number of passes over test_iter",
            "The number of batches taken from test_iter",
        ),
        (
            "The number of calls of the loss",
            "The number of examples in each call of the loss",
            (
                "The value of each parameter before the first step",
                "The first step of each parameter",
                "The value of each parameter",
            ),
        ),
    ),
    "made": (
        "Each array of a new network",
        "The number of gradients that each array has room for",
        "The output of the network",
    ),
    "made_gradients": ("The output of the network", "The gradient of each array"),
    "swept": (
        "The result",
        (
            "The number of calls of make_net",
            "The number of hidden units that make_net is asked for",
            "The number of hidden layers that make_net is asked for",
        ),
        (
            "The number of calls of train",
            "",
            "",
            "",
            "",
            "The number of epochs that train is asked for",
            "The batch size that train is asked for",
            "The learning rate that train is asked for",
        ),
    ),
}
PARAMETERS = ("W1", "b1", "W2", "b2")


# train


class Recorder:
    """A loss that remembers for how many examples it was asked, and what the parameters were, each time."""

    def __init__(self, loss, params):
        self.loss, self.params = loss, params
        self.calls = []

    def __call__(self, output, label):
        with mx.autograd.pause():
            self.calls.append([output.shape[0], [array.copy() for array in self.params]])
        return self.loss(output, label)


def _absolute_loss(output, label):
    """One value per example, with a gradient: not the loss of the notebook."""
    return mx.nd.abs(output - mx.nd.one_hot(label, output.shape[1])).sum(axis=1)


def train_once(student, values, training, test, epochs, batch_size, rate, named_loss):
    """``train`` on a linear network of its own, from parameters ``values`` (W, b).

    ``training`` and ``test`` are lists of batches (X, y) with X of shape (n, d). ``named_loss`` is "notebook" (what the
    notebook calls ``loss``) or "absolute". Returns what it returned, the parameters afterwards, how often each iterator was
    begun and how many batches were taken from it, and of each call of the loss the number of examples and the parameters.
    """
    W, b = (value.copy() for value in values)
    for array in (W, b):
        array.attach_grad()

    def net(X):
        return mx.nd.dot(X, W) + b

    loss = Recorder(student.globals["loss"] if named_loss == "notebook" else _absolute_loss, [W, b])
    train_iter, test_iter = (student.standard.Batches([tuple(batch) for batch in each]) for each in (training, test))
    rows = student.train(net, train_iter, test_iter, loss, epochs, batch_size, [W, b], rate)
    mx.nd.waitall()
    counts = [train_iter.begun, train_iter.given, test_iter.begun, test_iter.given]
    return _plain(rows), [W, b], counts, loss.calls


def _plain(rows):
    """Rows as lists: a NumPy array or tuples are as good. What is no list of rows stays as it is."""
    if not isinstance(rows, list | tuple) and not hasattr(rows, "tolist"):
        return rows
    return [list(row) if hasattr(row, "__iter__") else row for row in rows]


# make_net


def made(student, num_hiddens, num_layers, values=None, inputs=()):
    """A network of ``make_net``: its parameters, whether each has a gradient, and its outputs for ``inputs``.

    Where ``values`` are given, they are written into the parameters first.
    """
    net, params = student.make_net(num_hiddens, num_layers)
    params = list(params)
    attached = [array.grad is not None for array in params]
    drawn = [array.copy() for array in params]
    if values is not None and [value.shape for value in values] == [array.shape for array in params]:
        for array, value in zip(params, values, strict=True):
            array[:] = value
    outputs = [net(student.standard.on_device(student, X)) for X in inputs]
    return drawn, attached, outputs


def made_twice(student, num_hiddens, num_layers, inputs):
    """Two networks of one size: the second's output before and after all parameters of the first become 1, and again."""
    first, ones = student.make_net(num_hiddens, num_layers)
    second, others = student.make_net(num_hiddens, num_layers)
    X = student.standard.on_device(student, inputs)
    before = second(X)
    mx.nd.waitall()
    notebook = [array.copy() for array in student.globals["params"]]
    for array in ones:
        array[:] = 1
    for array in student.globals["params"]:
        array[:] = 1
    after = second(X)
    mx.nd.waitall()
    for array, value in zip(student.globals["params"], notebook, strict=True):
        array[:] = value
    return before, after, [array.copy() for array in others], first(X)


def made_gradients(student, num_hiddens, num_layers, values, inputs, head):
    """The output of a network of ``make_net`` with parameters ``values``, and the gradients of its ``head``-weighted sum."""
    net, params = student.make_net(num_hiddens, num_layers)
    params = list(params)
    for array, value in zip(params, values, strict=True):
        array[:] = value
    with mx.autograd.record():
        output = net(student.standard.on_device(student, inputs))
        if not student.standard.fits(output, head):
            return output, None
        total = (output * head).sum()
        for array in params:
            total = total + (array * 0).sum()
    total.backward()
    return output, [array.grad for array in params]


# sweep and sweep_lr: the training itself is another function's affair


def swept(student, name, choices, accuracies):
    """``name(choices)`` with recorders in place of make_net and train, and an evaluate_accuracy that knows what these did.

    Each training "reaches" the next of ``accuracies``. Returns the answer, the arguments of every call of make_net, and for
    every call of train: which network and which parameters (by the number of the call that made them, else -1), whether they
    were still as made, whether the iterators and the loss were the notebook's, the number of epochs, the batch size, the rate.
    Pictures are not drawn: loading what draws them takes longer than all the rest.
    """
    made, trained = [], []

    def make_net(num_hiddens, num_layers=1):
        number = len(made)
        made.append([num_hiddens, num_layers])

        def net(X):
            return mx.nd.zeros((X.shape[0], 10)) + number

        params = [mx.nd.zeros((1,))]
        params[0].attach_grad()
        nets.append((net, params))
        return nets[-1]

    def train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr):
        place = len(trained)
        owner = next((n for n, (own, _) in enumerate(nets) if own is net), -1)
        owned = next((n for n, (_, own) in enumerate(nets) if own is params), -1)
        fresh = float(params[0].sum().asscalar()) == 0.0
        own = train_iter is iterators[0] and test_iter is iterators[1] and loss is student.globals["loss"]
        trained.append([owner, owned, fresh, own, num_epochs, batch_size, lr])
        params[0][:] = 1
        # Of the test accuracies, the last one is neither the best, nor the worst, nor their mean; nor is the best always the
        # first.
        accuracy = accuracies[place % len(accuracies)]
        away = [(1, -3)[(place + epoch) % 2] * (place + 1) / 512 for epoch in range(num_epochs - 1)]
        earlier = [(1.0, 0.5, accuracy + each) for each in away]
        reached[id(net)] = (place + 1) / (place + 9), accuracy
        return [*earlier, (1 / (place + 2), *reached[id(net)])]

    def evaluate_accuracy(data_iterator, net):
        return reached.get(id(net), (0.1, 0.1))[data_iterator is iterators[1]]

    nets, reached = [], {}
    batch = [(mx.nd.zeros((4, 28, 28, 1)), mx.nd.zeros((4,)))]
    iterators = [student.standard.Batches(batch) for _ in range(2)]
    stand_ins = {"make_net": make_net, "train": train, "evaluate_accuracy": evaluate_accuracy}
    stand_ins |= {"train_iter": iterators[0], "test_iter": iterators[1]}
    with student.standard.replaced(student, stand_ins), _no_pictures(student):
        answer = getattr(student, name)(list(choices))
    return answer, made, trained


class _Anything(types.ModuleType):
    """A module in which everything is there, can be called, unpacked and used as a context."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __iter__(self):
        return iter((self, self))

    def __getitem__(self, key):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


@contextlib.contextmanager
def _no_pictures(student):
    """Whatever draws with matplotlib draws nothing."""
    names = ("matplotlib", "matplotlib.pyplot")
    kept = {name: sys.modules[name] for name in names if name in sys.modules}
    nothing = _Anything("matplotlib")
    sys.modules.update(dict.fromkeys(names, nothing))
    try:
        with student.standard.replaced(student, {"plt": nothing, "display": nothing}):
            yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(kept)


# best_model


def best(student, images, labels, seed, batch_size):
    """Let ``best_model`` train on batches of the training set; keep its network. Returns how many numbers it has learned."""
    count = len(labels) // batch_size

    class Batches:
        """Drawn anew each time, so that an epoch takes no memory."""

        epoch = 0

        def __len__(self):
            return count

        def __iter__(self):
            start = self.epoch * count * batch_size
            self.epoch += 1
            for place in range(count):
                first = start + place * batch_size
                yield from student.standard.batches(student, images, labels, seed, first, 1, batch_size)

    with student.standard.replaced(student, {"train_iter": Batches(), "test_iter": student.standard.Batches([])}):
        net, params = student.best_model()
    student.globals["_best"] = net, list(params)
    return int(sum(array.size for array in params))


def best_predictions(student, images, start, stop, batch_size=500):
    """The classes that the network of ``best`` gives images ``start`` to ``stop``."""
    (net, _), found = student.globals["_best"], []
    for first in range(start, stop, batch_size):
        X = student.standard.pixels(images[first : min(first + batch_size, stop)])
        found.append(net(student.standard.on_device(student, X)).argmax(axis=1))
    return mx.nd.concat(*found, dim=0)


def best_without_parameters(student, images):
    """The scores of the network of ``best`` for some images, once all its parameters are 0."""
    net, params = student.globals["_best"]
    for array in params:
        array[:] = 0
    return net(student.standard.on_device(student, images))


# Training


def train(student, images, labels, mean, seed, start, rates, batch_size):
    """Take one step per rate, from place ``start`` of the shuffled training set on. Returns the mean loss of each batch.

    The network sees the images less ``mean``.
    """
    losses = []
    batches = student.standard.batches(student, images, labels, seed, start, len(rates), batch_size, mean)
    softmax_cross_entropy = mx.gluon.loss.SoftmaxCrossEntropyLoss()
    for rate, (X, y) in zip(rates, batches, strict=True):
        with mx.autograd.record():
            loss = softmax_cross_entropy(student.net(X), y)
        loss.backward()
        # Rates are of the summed loss.
        student.sgd(student.globals["params"], rate * batch_size, batch_size)
        losses.append(loss)
    return mx.nd.concat(*losses, dim=0).reshape((len(rates), -1)).mean(axis=1)
