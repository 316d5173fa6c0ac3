"""The first suite's training run, with a student who answers as told: when it stops, and what it does not believe."""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from autograder.checking import Wrong
from autograder.guest.wire import Shared, Tensor
from autograder.student import StudentRaised

SUITE = Path(__file__).resolve().parents[2] / "autograder" / "suites" / "mlp-mnist"
SHAPES = ((784, 256), (256,), (256, 256), (256,), (256, 10), (10,))


@pytest.fixture(scope="module")
def training():
    sys.path.insert(0, str(SUITE))
    try:
        yield importlib.import_module("mlp_training")
    finally:
        sys.path.remove(str(SUITE))
        for name in ("mlp_training", "mlp_oracle"):
            sys.modules.pop(name, None)


@pytest.fixture
def prepared():
    rng = np.random.default_rng(0)
    dataset = types.SimpleNamespace(
        name="mnist",
        test_images=rng.integers(0, 256, (3_000, 28, 28), np.uint8),
        test_labels=rng.integers(0, 10, 3_000, np.uint8),
    )
    return types.SimpleNamespace(dataset=dataset)


class Answering:
    """A student's room: ``answers(images)`` are its predictions, ``loss(done)`` the loss of each chunk."""

    def __init__(self, answers, loss=lambda done: 1.0, parameters=None):
        self.calls = []
        self._answers, self._loss = answers, loss
        self._parameters = parameters or [np.zeros(shape, np.float32) for shape in SHAPES]

    def training_data(self):
        return Shared("images"), Shared("labels")

    def share(self, name, array):
        self._images = array
        return Shared(name)

    def drive(self, function, *args, seconds=None):
        self.calls.append(function)
        if function == "parameters":
            return [Tensor(value) for value in self._parameters]
        if function == "train":
            _, _, _, done, rates, _ = args
            return Tensor(np.full(len(rates), self._loss(done), np.float32))
        if function == "predict":
            _, start, stop = args
            return Tensor(np.asarray(self._answers(self._images)[start:stop]), "numpy")
        return None


@pytest.fixture
def run(training, prepared):
    return lambda student, **options: training.train_to_bar(student, prepared, np.random.default_rng(1), **options)


@pytest.fixture
def always_seven(training, prepared):
    """Parameters that answer 7 for every image, and a test set in which that is right."""
    prepared.dataset.test_labels[:] = 7
    parameters = [np.zeros(shape, np.float32) for shape in SHAPES]
    parameters[5][7] = 1
    return parameters


def test_a_network_that_reaches_the_bar_stops_at_the_first_look(training, run, always_seven):
    student = Answering(lambda images: np.full(len(images), 7), parameters=always_seven)
    outcome = run(student)
    assert outcome.reached
    assert outcome.accuracy == 1.0
    assert outcome.images == training.BUDGETS["mnist"].first_look
    assert student.calls[-1] == "set_parameters"


def test_a_network_that_learns_nothing_spends_the_budget(training, run):
    outcome = run(Answering(lambda images: np.zeros(len(images))))
    assert not outcome.reached
    assert outcome.images == training.BUDGETS["mnist"].limit


def test_an_impatient_run_ends_with_the_plan(training, run):
    outcome = run(Answering(lambda images: np.zeros(len(images))), patient=False)
    assert outcome.images == training.BUDGETS["mnist"].planned


def test_a_loss_that_is_not_finite_ends_the_run(run):
    student = Answering(lambda images: np.zeros(len(images)), loss=lambda done: float("nan") if done else 2.3)
    outcome = run(student)
    assert outcome.images == 12_800
    assert not outcome.reached
    assert "predict" not in student.calls


def test_right_answers_that_do_not_follow_from_the_parameters_are_refused(run, always_seven):
    always_seven[5][:] = np.arange(10)  # these parameters say 9
    student = Answering(lambda images: np.full(len(images), 7), parameters=always_seven)
    with pytest.raises(Wrong, match="do not follow from the parameters"):
        run(student)
    assert student.calls[-1] == "set_parameters"


@pytest.mark.parametrize("answers", [lambda images: np.zeros(3), lambda images: np.zeros((len(images), 10))])
def test_answers_of_another_shape_are_wrong_and_no_error_of_ours(run, answers):
    with pytest.raises(Wrong, match="one answer for each"):
        run(Answering(answers))


def test_what_the_student_raised_is_not_hidden_by_putting_parameters_back(run):
    class Dying(Answering):
        def drive(self, function, *args, seconds=None):
            if function in ("train", "set_parameters"):
                raise StudentRaised("your code", function, "", "")
            return super().drive(function, *args)

    with pytest.raises(StudentRaised, match="train"):
        run(Dying(lambda images: images))


def test_no_test_image_reaches_the_guest_as_published(training, prepared):
    images, labels = prepared.dataset.test_images, prepared.dataset.test_labels
    images[:] = images // 2  # as in MNIST, most pixels can still grow
    shown, truth = training.disguise(images, labels, np.random.default_rng(5))
    published = {image.tobytes(): label for image, label in zip(images, labels, strict=True)}
    assert not any(image.tobytes() in published for image in shown)
    nearest = [np.abs(images.astype(int) - image).sum(axis=(1, 2)).argmin() for image in shown[:20].astype(int)]
    assert labels[nearest].tolist() == truth[:20].tolist()
    assert nearest != list(range(20))
    assert (shown[0].astype(int) - images[nearest[0]]).max() <= 5
