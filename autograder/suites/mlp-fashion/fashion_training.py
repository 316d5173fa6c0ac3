"""The network that is trained, and how long: `autograder.training` does the rest."""

from __future__ import annotations

from autograder.training import Budget, Network

NETWORK = Network((784, 256, 10), "net and sgd")
BUDGETS = {
    "fashion-mnist": Budget(
        bar=0.85,
        planned=102_400,
        limit=204_800,
        first_look=76_800,
        rate=0.004,
        late_rate=0.001,
        brief=25_600,
        brief_bar=0.6,
    ),
}
