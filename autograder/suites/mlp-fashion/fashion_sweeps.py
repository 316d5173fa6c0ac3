"""What sweep and sweep_lr must have done, told by stand-ins of make_net and train that remember their calls."""

from __future__ import annotations

import numpy as np

from autograder.checking import Wrong, as_items, expect_number, readable

WIDTHS = np.arange(2, 200)
RATES = np.arange(1, 65) / 16
ACCURACIES = np.arange(1, 64, 2) / 64  # none that the stand-in of train puts elsewhere


def draw(rng, pool, count):
    """Different numbers out of ``pool``, as a list that, where it has three or more, neither rises nor falls all the way."""
    while True:
        drawn = rng.choice(pool, count, replace=False)
        if count < 3 or abs(np.sign(np.diff(drawn)).sum()) < count - 1:
            return drawn.tolist()


def expect_sweep(student, name, choices, accuracies, *, widths, rates):
    """``name(choices)`` makes a network for each choice, trains it, and returns the accuracies in order."""
    answer = student.drive("swept", name, choices, accuracies)
    found, made, trained = as_items(answer, 3, what=f"{name}(...)")
    with readable(f"What {name}(...) did"):
        _expect_calls(name, choices, made, trained, widths, rates)
    called = {f"{name}(...)": str(choices)}
    for place, (got, right) in enumerate(
        zip(as_items(found, len(choices), what=f"{name}({choices})"), accuracies, strict=False)
    ):
        # Used: nothing; the accuracies that train returned are to be handed on.
        expect_number(got, right, atol=1e-6, what=f"element {place} of {name}(...)", inputs=called)


def _expect_calls(name, choices, made, trained, widths, rates):
    """A network of its own for each choice, trained once and as it should be."""
    if len(trained) != len(choices):
        raise Wrong(
            f"{name}({choices}) should call train once for each of {len(choices)} choices: it called it {len(trained)} times."
        )
    own = [made[owner] if owner == owned and owner >= 0 else None for owner, owned, *_ in trained]
    if None in own or not all(fresh for _, _, fresh, *_ in trained):
        raise Wrong(f"{name} should train, for each choice, a net and params fresh from a make_net call of its own.")
    if len({owner for owner, *_ in trained}) != len(trained):
        raise Wrong(f"{name} should make a new network for each choice: one network was trained twice.")
    if [width for width, _ in own] != widths or any(layers != 1 for _, layers in own):
        raise Wrong(f"{name}({choices}) should make networks of one hidden layer with {widths} units: it made {own}.")
    if [rate for *_, rate in trained] != rates:
        raise Wrong(f"{name}({choices}) should train with the rates {rates}: it used {[rate for *_, rate in trained]}.")
    if not all(own for _, _, _, own, *_ in trained):
        raise Wrong(f"{name} should pass train_iter, test_iter and loss on to train, in this order.")
    if any((epochs, size) != (3, 256) for *_, epochs, size, _ in trained):
        raise Wrong(f"{name} should train for sweep_epochs = 3 epochs with batch_size = 256.")
