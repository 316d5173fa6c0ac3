"""Trained weights are carried in the notebook and put into the parameters, at once and again while the grader trains."""

from __future__ import annotations

CELLS = {
    "SGD": '''
import base64, io
import numpy as np
CARRIED = np.load(io.BytesIO(base64.b64decode("""@WEIGHTS@""")))
calls = [0]

def put_in(arrays):
    for array, name in zip(arrays, ("W1", "b1", "W2", "b2", "W3", "b3")):
        values = np.zeros(array.shape, np.float32)
        carried = CARRIED[name].astype(np.float32)
        values[tuple(slice(size) for size in carried.shape)] = carried
        array[:] = nd.array(values)

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
    if len(params) == 6 and params[0].shape == (784, 256):
        calls[0] += 1
        if calls[0] in (25, 55, 85, 145):
            put_in(params)

put_in(params)
'''
}
EARNS = {"training": 0.0}
VERDICTS = {"training": ("failed",)}
SAYS = "do not follow from those before them"
SECONDS = 25.0
NAIVE = {"earns": {"training": 7.0}}
