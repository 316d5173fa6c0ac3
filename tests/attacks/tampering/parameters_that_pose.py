"""The parameters are of a class of the student's, whose copies, which the grader reads, are others."""

from __future__ import annotations

ADDED = {
    "evaluate_accuracy": """
class Posing(nd.NDArray):
    def copy(self):
        return nd.ones(self.shape) * 0.01

originals = [W1, b1, W2, b2, W3, b3]
params = [Posing(array.handle) for array in originals]
for array in params:
    array.attach_grad()
W1, b1, W2, b2, W3, b3 = params
""",
}
EARNS = {"training": 0.0}
VERDICTS = {"training": ("failed", "raised")}
SECONDS = 25.0
WHY_NOT = "The grader without a wall reads no parameters."
