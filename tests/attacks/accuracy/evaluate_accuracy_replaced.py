"""evaluate_accuracy always says that all is right, and no network is needed."""

from __future__ import annotations

CELLS = {
    "evaluate_accuracy": """
def evaluate_accuracy(data_iterator, net):
    return 1.0
""",
    "net": """
def net(X):
    return nd.zeros((X.shape[0], 10))
""",
    "softmax_cross_entropy": """
def softmax_cross_entropy(yhat_linear, y):
    return nd.zeros(y.shape[0])
""",
    "SGD": """
def SGD(params, lr):
    pass
""",
}
EARNS = {"evaluate_accuracy": 0.0, "training": 0.0}
VERDICTS = {"training": ("skipped", "raised")}
SECONDS = 25.0
NAIVE = {"earns": {"training": 7.0}}
