"""The network has weights of its own and ignores the parameters."""

from __future__ import annotations

CELLS = {
    "net": """
import numpy as np
HIDDEN = [nd.array(np.random.RandomState(0).normal(0, 0.1, s)) for s in ((784, 256), (256, 256), (256, 10))]

def net(X):
    h = relu(nd.dot(X.reshape((X.shape[0], -1)), HIDDEN[0]))
    return nd.dot(relu(nd.dot(h, HIDDEN[1])), HIDDEN[2])
""",
}
EARNS = {"net": 0.0}
VERDICTS = {"net": ("failed", "raised")}
SECONDS = 25.0
WHY_NOT = "Whether a network is the student's own is a question that the grader without a wall does not ask."
