"""The grader's training run with simulated students: when it stops, and which cheating it detects."""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from autograder.checking import Wrong, training
from autograder.checking.networks import Network, net_gradients
from autograder.errors import AssignmentError
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
    """A run of at most 16 pieces of 2 steps; the plan ends after 8 of them."""
    return training.Budget(
        bar=0.95,
        planned=16 * BATCH,
        limit=32 * BATCH,
        first_look=8 * BATCH,
        brief=4 * BATCH,
        brief_bar=0.5,
        rate=0.005,
        late_rate=0.0005,
        batch_size=BATCH,
        piece=2,
    )


class Honest:
    """A guest that trains correctly: the driver's functions in float64 NumPy."""

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

    def train(self, images, labels, mean, seed, start, rates, batch_size):
        for number, rate in enumerate(rates):
            epoch, first = divmod(start + number * batch_size, len(self._dataset.train_images))
            order = np.random.RandomState([seed, epoch]).permutation(len(self._dataset.train_images))
            chosen = order[first : first + batch_size]
            X, y = (
                self._dataset.train_images[chosen] / 255 - mean.values,
                self._oracle.one_hot(self._dataset.train_labels[chosen], 10),
            )
            gradient = self._oracle.softmax(self._oracle.net(self._values, X)) - y
            steps = net_gradients(self._values, X, gradient)[:6]
            self._values = [value - rate * step for value, step in zip(self._values, steps, strict=True)]
        return Tensor(np.ones(len(rates), np.float32))

    def predict(self, images, mean, start, stop):
        scores = self._oracle.net(self._values, self._tests[start:stop] / 255 - mean.values)
        return Tensor(scores.argmax(axis=1), "numpy")


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


def test_a_network_that_reaches_the_bar_later_stops_at_the_next_look(train, monkeypatch, budget):
    looks = iter([(0.5, 40), (0.96, 40)])
    monkeypatch.setattr(training, "_accuracy", lambda *args: next(looks))
    _, outcome = train(Honest)
    assert outcome.images == budget.first_look + budget.piece_images


def test_a_network_that_never_reaches_the_bar_spends_the_budget(train, prepared, budget):
    prepared.dataset.test_labels[:] = 3  # which no training image is
    student, outcome = train(Honest)
    assert not outcome.reached
    assert outcome.images == budget.limit
    assert "predict" not in student.calls


class Wrongly(Honest):
    """Trains, but always answers 3."""

    def predict(self, images, mean, start, stop):
        return Tensor(np.full(stop - start, 3), "numpy")


def test_answers_of_another_network_are_refused(train):
    with pytest.raises(Wrong, match="answers for the test images do not follow"):
        train(Wrongly)


def test_a_brief_run_ends_early(train, budget):
    assert train(Wrongly, briefly=True)[1].images == budget.brief


class Exploding(Honest):
    def train(self, images, labels, mean, seed, start, rates, batch_size):
        losses = super().train(images, labels, mean, seed, start, rates, batch_size)
        return Tensor(np.full(len(rates), np.nan, np.float32)) if start else losses


def test_a_loss_that_is_not_finite_ends_the_run(train, budget):
    student, outcome = train(Exploding)
    assert not outcome.reached
    assert outcome.images == 2 * budget.piece_images
    assert "predict" not in student.calls


class FromATable(Honest):
    """Returns right answers without a trained network."""

    def train(self, images, labels, mean, seed, start, rates, batch_size):
        return Tensor(np.ones(len(rates), np.float32))

    def predict(self, images, mean, start, stop):
        return Tensor(np.full(stop - start, 7), "numpy")


def test_right_answers_without_training_are_refused(train):
    with pytest.raises(Wrong, match="do not follow from"):
        train(FromATable)


def test_a_brief_run_refuses_answers_that_the_parameters_do_not_give(train):
    with pytest.raises(Wrong, match="answers for the test images do not follow"):
        train(FromATable, briefly=True)


class Carried(Honest):
    """Sets parameters trained elsewhere instead of training."""

    def train(self, *args):
        self._values = [value.copy() for value in self._values]
        self._values[5][7] = 100
        return super().train(*args)


def test_parameters_from_elsewhere_are_refused(train):
    with pytest.raises(Wrong, match="do not follow from those before them"):
        train(Carried)


def test_a_run_with_parameters_from_elsewhere_ends_at_once(oracle, prepared, budget):
    student = Carried(oracle, prepared)
    with pytest.raises(Wrong, match="do not follow from those before them"):
        training.train_to_bar(student, prepared, np.random.default_rng(1), NETWORK, budget)
    assert student.calls.count("train") == 1


class Boundless(Honest):
    """Sends parameters with which the host's numbers overflow."""

    size = np.inf

    def train(self, images, labels, mean, seed, start, rates, batch_size):
        self._values = [np.full_like(value, self.size) for value in self._values]
        return Tensor(np.ones(len(rates), np.float32))


@pytest.mark.parametrize("size", [np.inf, np.nan, 3e38])
def test_parameters_that_are_no_numbers_are_refused(train, monkeypatch, size):
    monkeypatch.setattr(Boundless, "size", size)
    with pytest.raises(Wrong, match="do not follow from those before them"):
        train(Boundless)


class Straying(Honest):
    """Each step is a tenth too long: no piece is refused by itself."""

    def train(self, images, labels, mean, seed, start, rates, batch_size):
        return super().train(images, labels, mean, seed, start, [1.1 * rate for rate in rates], batch_size)


def test_a_run_ends_as_soon_as_too_many_pieces_are_odd(oracle, prepared, budget):
    prepared.dataset.test_labels[:] = 3  # else it would reach the bar before
    student = Straying(oracle, prepared)
    with pytest.raises(Wrong, match="do not follow from those before them"):
        training.train_to_bar(student, prepared, np.random.default_rng(1), NETWORK, budget)
    pieces = budget.limit // budget.piece_images
    assert student.calls.count("train") == int(training.ODD_PIECES * pieces) + 1


def test_too_many_odd_pieces_are_refused_at_the_bar(train):
    with pytest.raises(Wrong, match="do not follow from those before them"):
        train(Straying)


class TooFew(Honest):
    def predict(self, images, mean, start, stop):
        return Tensor(np.zeros(3), "numpy")


class TooMany(Honest):
    def predict(self, images, mean, start, stop):
        return Tensor(np.zeros((stop - start, 10)), "numpy")


class Speechless(Honest):
    def predict(self, images, mean, start, stop):
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


def test_the_rate_is_held_then_falls_to_the_late_one(budget):
    rates = [budget.rate_at(share * budget.planned) for share in (0, 0.6, 0.8, 1, 1.5)]
    assert rates == pytest.approx([0.005, 0.005, 0.00275, 0.0005, 0.0005])


def test_the_rehearsal_is_the_training_of_a_right_solution(train, prepared, budget):
    _, outcome = train(Honest)
    rng = np.random.default_rng(1)
    rng.permutation(40), training.disguise(prepared.dataset.test_images, prepared.dataset.test_labels, rng)
    looks = dict(training.rehearse(prepared.dataset, int(rng.integers(2**31)), NETWORK, budget))
    assert list(looks) == [budget.brief, *range(budget.first_look, budget.limit + 1, budget.piece_images)]
    assert looks[budget.first_look] == outcome.accuracy == 1.0


GOOD = """
[training]
sizes = [784, 10]
[training.mnist]
bar = 0.9
planned = 6400
limit = 12800
first_look = 6400
brief = 1280
brief_bar = 0.5
rate = 0.01
late_rate = 0.001
"""


def test_the_bar_is_the_courses_own(tmp_path):
    path = tmp_path / "suite.toml"
    path.write_text(GOOD)
    network, budgets = training.read_training(path, "net")
    assert network == Network((784, 10), "net")
    assert budgets["mnist"].bar == 0.9
    assert budgets["mnist"].batch_size == 128


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("[training]", "[other]", r"expected a table \[training\], got nothing"),
        ("[784, 10]", "[784, 0]", "sizes: expected the units of each layer"),
        ("bar = 0.9", "bar = 95", r"\[training.mnist\] bar: expected a share between 0 and 1, got 95"),
        ("planned = 6400", "planned = 6400.5", "planned: expected a whole number above 0, got 6400.5"),
        ("rate = 0.01", "rate = true", "rate: expected a number above 0, got True"),
        ("brief = 1280\n", "", "brief: expected a whole number above 0, got nothing"),
        ("rate = 0.01", "speed = 0.01", "expected bar, planned, .*, got 'speed'"),
    ],
)
def test_a_malformed_budget_is_named(tmp_path, was, becomes, says):
    path = tmp_path / "suite.toml"
    path.write_text(
        GOOD.replace(was, becomes, 1).replace(
            "[training.mnist]", "[other.mnist]" if "other" in becomes else "[training.mnist]"
        )
    )
    with pytest.raises(AssignmentError, match=says):
        training.read_training(path, "net")


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
