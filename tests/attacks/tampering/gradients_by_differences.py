"""Functions of NumPy, which autograd cannot follow, and a helper in the place of the kit's that takes differences."""

from __future__ import annotations

BEFORE = """
import numpy as np
from guest import session

FUNCTIONS = {}

def differences(student, name, inputs, head, *others):
    values, heads = inputs.asnumpy().astype("float64"), head.asnumpy().astype("float64")
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        ends, step = [], 1e-6 * max(1, abs(values[place]))
        for sign in (1, -1):
            moved = values.copy()
            moved[place] += sign * step
            ends.append(heads * FUNCTIONS[name](moved))
        gradient[place] = ((ends[0] - ends[1]) / (2 * step)).sum()
    return getattr(student, name)(inputs, *others), nd.array(gradient)

def of_a_product(student, name, inputs, weight, head):
    value, gradient = differences(student, name, inputs * weight, head)
    return value, gradient * inputs

session.STANDARD.gradient, session.STANDARD.product_gradient = differences, of_a_product
"""
CELLS = {
    "relu": """
FUNCTIONS["relu"] = lambda X: np.maximum(X, 0)
def relu(X):
    return nd.array(FUNCTIONS["relu"](X.asnumpy()))
""",
    "softmax": """
def probabilities(y_linear):
    powers = np.exp(y_linear - y_linear.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)

FUNCTIONS["softmax"] = probabilities
def softmax(y_linear):
    return nd.array(probabilities(y_linear.asnumpy().astype("float64")))
""",
}
EARNS = {"relu": 4.0, "softmax": 6.0}  # what the room works out is the room's word: SECURITY.md says so
VERDICTS = {"relu": ("passed",), "softmax": ("passed",)}
WHY_NOT = "The grader without a wall asks for no gradients."
