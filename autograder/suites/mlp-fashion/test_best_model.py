"""best_model(): visible checks, and the measurement behind the leaderboard."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking import Wrong, as_array
from autograder.checking.questions import draw_images
from autograder.checking.training import disguise
from autograder.guest.wire import Tensor

SECONDS = 10  # best_seconds of the notebook, on the room's clock: processor time, and sleep
PARAMETERS = 500_000  # best_parameters of the notebook
LEAST = 0.7


@pytest.mark.hint(
    "What has to be returned, and how much time is there for it?",
    "Write a loop of your own over train_iter (test_iter is empty here), and watch time.process_time().",
    "Stop well before best_seconds are over, and return the net and the list of its params.",
)
def test_measured(student, dataset, rng, measure):
    """Trains within its budget, and does better than 70 % on images that it has not seen"""
    images, labels = student.training_data()
    tests, truth = disguise(dataset.dataset.test_images, dataset.dataset.test_labels, rng)
    seed = int(rng.integers(2**31))
    learned = student.drive("best", images, labels, seed, 256, seconds=SECONDS)
    if not isinstance(learned, int):  # a guest that answers for itself
        raise Wrong("best_model() returns a net and the list of its params.")
    if learned > PARAMETERS:
        raise Wrong(f"best_model() may have {PARAMETERS:,} parameters: it has {learned:,}.")
    answer = student.drive("best_predictions", student.share("test_images", tests), 0, len(truth))
    if not isinstance(answer, Tensor) or answer.values.shape != truth.shape:
        raise Wrong(f"The net of best_model() does not give ten scores for each of {len(truth):,} images.")
    blank = as_array(student.drive("best_without_parameters", draw_images(rng, 5)), (5, 10), what="net(X)")
    if not np.allclose(blank, blank[0], atol=1e-6):
        raise Wrong(
            "With all of params set to 0, every image should get the same scores: the net also uses other numbers."
        )
    right = int(np.sum(answer.values == truth))
    measure("test accuracy", right=right, total=len(truth))
    if right < LEAST * len(truth):
        raise Wrong(
            f"The net of best_model() gives {right / len(truth):.1%} right answers on test images; at least {LEAST:.0%} is "
            "needed."
        )
