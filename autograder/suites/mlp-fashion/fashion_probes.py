"""Questions that several checks of this suite ask, in the student's terms."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np

from autograder.checking import Wrong, as_array, as_items, expect_close, expect_number

LAYOUTS = ((28, 28), (28, 28, 1), (1, 28, 28), (784,))


# train


def draw_training(rng, sizes, tests=(9, 4), features=6, classes=4):
    """Parameters of a linear network, and batches of ``sizes`` examples for training and ``tests`` for testing."""

    def batch(n):
        labels = rng.integers(0, classes, n)
        X = rng.normal(0, 1, (n, features)).astype(np.float32)
        X[np.arange(n), labels] += 1  # to be learned, but not by heart
        return X, labels.astype(np.float32)

    values = [
        rng.normal(0, 0.5, (features, classes)).astype(np.float32),
        rng.normal(0, 0.5, classes).astype(np.float32),
    ]
    return values, [batch(n) for n in sizes], [batch(n) for n in tests]


LOSSES = {"notebook": oracle.softmax_cross_entropy, "absolute": oracle.absolute_loss}


class Training:
    """One call of ``train`` on small data, its answers, and what is right."""

    def __init__(self, student, data, epochs, batch_size, rate, loss="notebook"):
        values, training, test = data
        batches = ([list(batch) for batch in training], [list(batch) for batch in test])
        answer = student.drive("train_once", values, *batches, epochs, batch_size, rate, loss)
        self.rows, self.parameters, self.counts, _ = as_items(answer, 4, what="train")
        self.before, self.epochs, self.batches = values, epochs, len(training)
        self.expected_rows, self.expected = oracle.trained(
            values, training, test, epochs, batch_size, rate, LOSSES[loss]
        )
        sizes = ", ".join(str(len(labels)) for _, labels in training)
        self.inputs = {"examples in each batch": sizes, "num_epochs": epochs, "batch_size": batch_size, "lr": rate}

    def expect_rows(self, columns=("mean loss", "train accuracy", "test accuracy")):
        """One row for each epoch, with the right numbers."""
        rows = self.rows
        if not isinstance(rows, list) or len(rows) != self.epochs:
            got = f"{len(rows)} rows" if isinstance(rows, list) else "no list of rows"
            raise Wrong(f"train(...) returns one row for each epoch: expected {self.epochs} rows, got {got}.")
        every = ("mean loss", "train accuracy", "test accuracy")
        for number, (row, expected) in enumerate(zip(rows, self.expected_rows, strict=True), 1):
            items = as_items(row, 3, what=f"row {number}")
            for name, got, right in zip(every, items, expected, strict=True):
                if name in columns:
                    # Used: 0.013.
                    expect_number(
                        got, float(right), atol=2e-4, what=f"the {name} of epoch {number}", inputs=self.inputs
                    )

    def expect_parameters(self):
        """Those that plain gradient descent leads to."""
        found = as_items(self.parameters, 2, what="params")
        for name, got, right, before in zip("Wb", found, self.expected, self.before, strict=True):
            values = as_array(got, right.shape, what=name)
            note = "It did not change at all." if np.array_equal(values, before) else ""
            what = f"{name} of the network after train(...)"
            # Used: 0.011.
            expect_close(values, right, rtol=1e-3, atol=1e-4, what=what, inputs=self.inputs, note=note)
