"""In the training, and only there, the steps are those of SGD with momentum, which learns faster."""

from __future__ import annotations

CELLS = {
    "SGD": """
momenta = {}

def SGD(params, lr):
    if len(params) == 6 and params[0] is W1:
        for number, param in enumerate(params):
            if number not in momenta:
                momenta[number] = nd.zeros(param.shape)
            nd.sgd_mom_update(param, param.grad, momenta[number], lr=lr / 2, momentum=0.5, out=param)
        return
    for param in params:
        param[:] = param - lr * param.grad
"""
}
EARNS = {"training": 0.0}
VERDICTS = {"training": ("failed",)}
SAYS = "do not follow from those before them"
SECONDS = 25.0
WHY_NOT = "The grader without a wall has no training of its own: it believes whatever network it finds."
