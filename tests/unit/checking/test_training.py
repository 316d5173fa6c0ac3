"""A grader's training run, with a student who answers as told: when it stops, and what it does not believe."""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from autograder.checking import Wrong, training
from autograder.checking.networks import Network, net_gradients
from autograder.guest.wire import Shared, Tensor
from autograder.room.student import StudentRaised

SUITE = Path(__file__).resolve().parents[3] / "autograder" / "suites" / "mlp-mnist"
BATCH = 16
NETWORK = Network((784, 256, 256, 10), "net and SGD")


@pytest.fixture(scope="module")
def oracle():
    """The first suite's closed forms."""
    sys.path.insert(0, str(SUITE))
    try:
        yield importlib.import_module("mlp_oracle")
    finally:
        sys.path.remove(str(SUITE))
        sys.modules.pop("mlp_oracle", None)


@pytest.fixture
def prepared():
    """Sevens only, so that a few steps are enough to get every answer right."""
    rng = np.random.default_rng(0)

    def images(count):
        return rng.integers(0, 200, (count, 28, 28), np.uint8)

    dataset = types.SimpleNamespace(
        name="mnist",
        train_images=images(3 * BATCH),
        train_labels=np.full(3 * BATCH, 7, np.uint8),
        test_images=images(40),
        test_labels=np.full(40, 7, np.uint8),
    )
    return types.SimpleNamespace(dataset=dataset)


@pytest.fixture
def budget():
    """A run of at most 8 chunks of 4 steps; the plan ends after 4 of them."""
    return training.Budget(
        bar=0.95,
        planned=16 * BATCH,
        limit=32 * BATCH,
        first_look=8 * BATCH,
        brief=4 * BATCH,
        brief_bar=0.5,
        rate=0.0005,
        batch_size=BATCH,
        chunk=4,
        piece=2,
    )


class Honest:
    """A guest that trains as it should: the driver's functions, in float64 NumPy."""

    def __init__(self, oracle, prepared):
        self.calls = []
        self._oracle, self._dataset = oracle, prepared.dataset
        self._values = [np.zeros(shape, np.float32) for shape in NETWORK.shapes]

    def training_data(self):
        return Shared("images"), Shared("labels")

    def share(self, name, array):
        self._tests = array
        return Shared(name)

    def drive(self, function, *args, seconds=None):
        self.calls.append(function)
        return getattr(self, function)(*args)

    def parameters(self):
        return [Tensor(np.asarray(value, np.float32)) for value in self._values]

    def set_parameters(self, values):
        self._values = values

    def train(self, images, labels, seed, start, rates, batch_size):
        for number, rate in enumerate(rates):
            epoch, first = divmod(start + number * batch_size, len(self._dataset.train_images))
            order = np.random.RandomState([seed, epoch]).permutation(len(self._dataset.train_images))
            chosen = order[first : first + batch_size]
            X, y = (
                self._dataset.train_images[chosen] / 255,
                self._oracle.one_hot(self._dataset.train_labels[chosen], 10),
            )
            gradient = self._oracle.softmax(self._oracle.net(self._values, X)) - y
            steps = net_gradients(self._values, X, gradient)[:6]
            self._values = [value - rate * step for value, step in zip(self._values, steps, strict=True)]
        return Tensor(np.ones(len(rates), np.float32))

    def predict(self, images, start, stop):
        return Tensor(self._oracle.net(self._values, self._tests[start:stop] / 255).argmax(axis=1), "numpy")


@pytest.fixture
def train(oracle, prepared, budget):
    """Train the student made by a class such as `Honest`; returns it and the outcome."""

    def run(kind, *, briefly=False):
        student = kind(oracle, prepared)
        run = training.train_briefly if briefly else training.train_to_bar
        return student, run(student, prepared, np.random.default_rng(1), NETWORK, budget)

    return run


def test_a_network_that_reaches_the_bar_stops_at_the_first_look(train, budget):
    _, outcome = train(Honest)
    assert outcome.reached
    assert outcome.accuracy == 1.0
    assert outcome.images == budget.first_look
    assert len(outcome.losses) == budget.first_look // BATCH


def test_the_parameters_are_put_back_afterwards(train):
    student, _ = train(Honest)
    assert not any(tensor.values.any() for tensor in student.parameters())


class Wrongly(Honest):
    """Trains, but always answers 3."""

    def predict(self, images, start, stop):
        return Tensor(np.full(stop - start, 3), "numpy")


def test_a_network_that_learns_nothing_spends_the_budget(train, budget):
    _, outcome = train(Wrongly)
    assert not outcome.reached
    assert outcome.images == budget.limit


def test_a_brief_run_ends_early(train, budget):
    assert train(Wrongly, briefly=True)[1].images == budget.brief


class Exploding(Honest):
    def train(self, images, labels, seed, start, rates, batch_size):
        return Tensor(np.full(len(rates), np.nan if start else 2.3, np.float32))


def test_a_loss_that_is_not_finite_ends_the_run(train, budget):
    student, outcome = train(Exploding)
    assert not outcome.reached
    assert outcome.images == budget.chunk * BATCH
    assert "predict" not in student.calls


class FromATable(Honest):
    """Answers right without a right network."""

    def train(self, images, labels, seed, start, rates, batch_size):
        return Tensor(np.ones(len(rates), np.float32))

    def predict(self, images, start, stop):
        return Tensor(np.full(stop - start, 7), "numpy")


def test_right_answers_without_training_are_refused(train):
    with pytest.raises(Wrong, match="do not follow from"):
        train(FromATable)


def test_a_brief_run_refuses_answers_that_the_parameters_do_not_give(train):
    with pytest.raises(Wrong, match="answers for the test images do not follow"):
        train(FromATable, briefly=True)


class Carried(Honest):
    """Brings parameters along instead of training them."""

    def train(self, *args):
        self._values = [value.copy() for value in self._values]
        self._values[5][7] = 100
        return super().train(*args)


def test_parameters_from_elsewhere_are_refused(train):
    with pytest.raises(Wrong, match="do not follow from those before them"):
        train(Carried)


class TooFew(Honest):
    def predict(self, images, start, stop):
        return Tensor(np.zeros(3), "numpy")


class TooMany(Honest):
    def predict(self, images, start, stop):
        return Tensor(np.zeros((stop - start, 10)), "numpy")


class Speechless(Honest):
    def predict(self, images, start, stop):
        return None


@pytest.mark.parametrize("kind", [TooFew, TooMany, Speechless])
def test_answers_of_another_shape_are_wrong_and_no_error_of_ours(train, kind):
    with pytest.raises(Wrong, match="one answer for each"):
        train(kind)


class Dying(Honest):
    def train(self, *args):
        raise StudentRaised("your code", "MXNetError", "out of memory", "")

    def set_parameters(self, values):
        if "train" in self.calls:
            raise StudentRaised("your code", "SecondError", "already gone", "")


def test_what_the_student_raised_is_not_hidden_by_putting_parameters_back(train):
    with pytest.raises(StudentRaised, match="out of memory"):
        train(Dying)


def test_no_test_image_reaches_the_guest_as_published(prepared):
    images, labels = prepared.dataset.test_images, np.arange(40)
    shown, truth = training.disguise(images, labels, np.random.default_rng(5))
    published = {image.tobytes() for image in images}
    assert not any(image.tobytes() in published for image in shown)
    assert truth.tolist() != labels.tolist()
    change = shown.astype(int) - images[truth]
    assert change.min() >= 1
    assert change.max() <= 5


def test_a_step_is_that_of_the_closed_form(oracle):
    rng = np.random.default_rng(2)
    network = Network((6, 5, 4, 3), "net")
    values = [rng.normal(size=shape).astype(np.float32) for shape in network.shapes]
    X, labels = rng.normal(size=(7, 6)).astype(np.float32), rng.integers(0, 3, 7)
    head = oracle.softmax(oracle.net(values, X)) - oracle.one_hot(labels, 3)
    gradients = net_gradients(values, X, head)
    for value, gradient, stepped in zip(values, gradients, network.step(values, X, labels, 0.1), strict=False):
        np.testing.assert_allclose(stepped, value - 0.1 * gradient, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(network.layers(values, X)[-1], oracle.net(values, X), rtol=1e-4, atol=1e-5)
