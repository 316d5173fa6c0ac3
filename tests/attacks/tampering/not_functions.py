"""Generators and coroutines, which do nothing when they are called, in the functions' places."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    yield nd.maximum(X, 0)
""",
    "softmax": """
async def softmax(y_linear):
    return nd.softmax(y_linear)
""",
    "SGD": """
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        yield param
""",
}
EARNS = {"relu": 0.0, "softmax": 0.0, "SGD": 0.0}
VERDICTS = {"relu": ("failed",), "softmax": ("failed",), "SGD": ("failed",)}
WHY_NOT = "It changes nothing of the grader's: wrong there, too."
