"""In the training, and only there, the steps are those of Adam."""

from __future__ import annotations

CELLS = {
    "SGD": """
state = {}

def SGD(params, lr):
    if len(params) == 6 and params[0] is W1:
        for number, param in enumerate(params):
            m, v, t = state.get(number, (0, 0, 0))
            m, v, t = 0.9 * m + 0.1 * param.grad, 0.999 * v + 0.001 * param.grad**2, t + 1
            state[number] = m, v, t
            param[:] = param - 0.001 * (m / (1 - 0.9**t)) / (nd.sqrt(v / (1 - 0.999**t)) + 1e-8)
        return
    for param in params:
        param[:] = param - lr * param.grad
""",
}
EARNS = {"training": 0.0}
VERDICTS = {"training": ("failed",)}
SAYS = "do not follow from those before them"
SECONDS = 25.0
WHY_NOT = "The grader without a wall has no training of its own: it believes whatever network it finds."
