"""Runs in the guest beside the student's code: what a check needs that a plain call cannot do.

Gradients, parameters set in place, optimiser steps, and the training loop. Holds no expected value, no label of a test
image and no verdict: whoever reads or replaces it learns and gains nothing. Every function takes the student's
namespace first.
"""

from __future__ import annotations

import mxnet as mx
import numpy as np

PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")


# Gradients of one function


def gradient_through_softmax(student, name, logits, labels, head):
    """As the standard ``gradient``, with respect to ``logits``: of ``name(softmax(logits), labels)``, with MXNet's softmax."""
    logits.attach_grad()
    with mx.autograd.record():
        value = getattr(student, name)(mx.nd.softmax(logits), labels)
        if not student.standard.fits(value, head):
            return value, None
        total = (value * head).sum() + (logits * 0).sum()
    total.backward()
    return value, logits.grad


# The network's parameters: always set in place, as a student's function may have captured the arrays


def parameters(student):
    """Copies of the current parameters."""
    return [student.globals[name].copy() for name in PARAMETERS]


def set_parameters(student, values):
    """Write values into the parameters, in place."""
    for array, value in zip(_parameters(student), values, strict=True):
        array[:] = value
    for array, value in zip(student.globals["params"], values, strict=False):
        array[:] = value  # the same arrays once more, unless the notebook rebound one


def outputs(student, settings, *inputs):
    """``net(X)`` for every X of ``inputs`` under every list of parameters in ``settings``: results in that order."""
    kept = parameters(student)
    try:
        results = []
        for values in settings:
            set_parameters(student, values)
            results += [student.net(_on_device(student, X)) for X in inputs]
        mx.nd.waitall()  # before the parameters change back
        return results
    finally:
        set_parameters(student, kept)


def outputs_and_input(student, values, inputs):
    """``net(X)``, and X as it is after the call."""
    kept = parameters(student)
    try:
        set_parameters(student, values)
        inputs = _on_device(student, inputs)
        result = student.net(inputs)
        mx.nd.waitall()
        return result, inputs
    finally:
        set_parameters(student, kept)


def output_gradients(student, values, inputs, head):
    """``net(X)`` and the gradients of its ``head``-weighted sum: with respect to each parameter, then to X."""
    kept = parameters(student)
    try:
        set_parameters(student, values)
        arrays = _parameters(student)
        for array in arrays:
            array.grad[:] = 0
        inputs, head = _on_device(student, inputs), _on_device(student, head)
        inputs.attach_grad()
        with mx.autograd.record():
            value = student.net(inputs)
            if not student.standard.fits(value, head):
                return value, None
            total = (value * head).sum() + (inputs * 0).sum()
            for array in arrays:
                total = total + (array * 0).sum()
        total.backward()
        return value, [array.grad.copy() for array in [*arrays, inputs]]
    finally:
        set_parameters(student, kept)


def _parameters(student):
    return [student.globals[name] for name in PARAMETERS]


def _on_device(student, array):
    """The array on the device that the notebook chose for the parameters."""
    return array.as_in_context(student.globals["W1"].context)


# SGD


def steps(student, values, gradients, rates):
    """Apply SGD to fresh arrays, one step per rate, each after a backward pass that yields the given gradients.

    Returns, for every step, the values that the arrays made here then hold; and whether the list still holds just these
    arrays.
    """
    held = [value.copy() for value in values]
    for array in held:
        array.attach_grad()
    handed_over = list(held)
    history = []
    for step, rate in zip(gradients, rates, strict=True):
        student.standard.backward(held, step)
        student.SGD(handed_over, rate)
        history.append([array.copy() for array in held])
    same = len(held) == len(handed_over) and all(a is b for a, b in zip(held, handed_over, strict=True))
    return history, same


def partial_step(student, values, gradients, rate, chosen):
    """One step that is given only the arrays at the ``chosen`` places. Returns the values of all of them."""
    held = [value.copy() for value in values]
    for array in held:
        array.attach_grad()
    student.standard.backward(held, gradients)
    student.SGD([held[i] for i in chosen], rate)
    return held


def gradients_after_step(student, values, gradients, rate, *later):
    """One step, then a backward pass for each of ``later``.

    Returns the values after the step, what each pass leaves in the arrays' ``grad``, and, where the step changed no
    array, what it left there itself: a gradient that was lost before it was used explains why.
    """
    held = [value.copy() for value in values]
    for array in held:
        array.attach_grad()
    student.standard.backward(held, gradients)
    student.SGD(held, rate)
    idle = all(student.standard.distance(array, value) == 0 for array, value in zip(held, values, strict=True))
    left = [None if array.grad is None else array.grad.copy() for array in held] if idle else None
    found = []
    for step in later:
        student.standard.backward(held, step)
        found.append([None if array.grad is None else array.grad.copy() for array in held])
    return held, found, left


def parameters_around_step(student, values, gradients, rate):
    """The network's own parameters before and after a step on other arrays: the largest change of each.

    They have gradients of their own meanwhile, as in training.
    """
    before = parameters(student)
    student.standard.backward(_parameters(student), [mx.nd.ones_like(array) for array in _parameters(student)])
    steps(student, values, [gradients], [rate])
    return [float(abs(a - b).max().asscalar()) for a, b in zip(before, parameters(student), strict=True)]


# Training


def train(student, images, labels, seed, start, rates, batch_size):
    """Take one step per rate, from place ``start`` of the shuffled training set on; one epoch after the other.

    Returns the mean loss of each batch.
    """
    per_epoch = len(images) // batch_size * batch_size
    chosen, epoch, order = [], None, None
    for number in range(len(rates)):
        turn, first = divmod(start + number * batch_size, per_epoch)
        if turn != epoch:
            epoch, order = turn, np.random.RandomState([seed, turn]).permutation(len(images))
        chosen.append(order[first : first + batch_size])
    # All at once, which takes a third of the time that batch by batch does.
    every = np.concatenate(chosen)
    pixels = _on_device(student, _pixels(images[every]))
    targets = _on_device(student, mx.nd.one_hot(mx.nd.array(labels[every], dtype=np.float32), 10))
    losses = []
    for number, rate in enumerate(rates):
        X, y = (array[number * batch_size : (number + 1) * batch_size] for array in (pixels, targets))
        with mx.autograd.record():
            loss = student.softmax_cross_entropy(student.net(X), y)
        loss.backward()
        student.SGD(student.globals["params"], rate)
        losses.append(loss.mean())
    return mx.nd.concat(*losses, dim=0)


def predict(student, images, start, stop, batch_size=500):
    """The class with the largest output of the network for images ``start`` to ``stop``."""
    found = []
    for first in range(start, stop, batch_size):
        scores = student.net(_on_device(student, _pixels(images[first : min(first + batch_size, stop)])))
        found.append(scores.asnumpy().argmax(axis=1))
    return np.concatenate(found)


def _pixels(images):
    return mx.nd.array(images[..., np.newaxis], dtype=np.float32) / 255
