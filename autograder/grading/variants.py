"""The instructor's function with one thing exchanged at its door: an argument, its result, or how often it is called.

A student's mistake often is one of these: another softmax before the loss, images scaled once more, the notebook's own array
in place of the argument. Each variant is a sample like those of a suite's bank: it runs in the instructor's room and is named
only if it gives every answer that the student gave. Works for any function. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

_ARRAY = (
    ("softmax", "the softmax of {}", "(lambda x: mx.nd.softmax(x, axis=-1))"),
    ("log-softmax", "the log-softmax of {}", "(lambda x: mx.nd.log_softmax(x, axis=-1))"),
    ("negative", "the negative of {}", "(lambda x: -x)"),
    ("absolute", "the absolute values of {}", "mx.nd.abs"),
    ("positive-part", "{} with 0 in place of negative numbers", "mx.nd.relu"),
    ("sigmoid", "the sigmoid of {}", "mx.nd.sigmoid"),
    ("exp", "the exponential of {}", "mx.nd.exp"),
    ("log", "the logarithm of {}", "mx.nd.log"),
    ("square", "the squares of {}", "mx.nd.square"),
    ("over-255", "{} divided by 255", "(lambda x: x / 255)"),
    ("times-255", "{} times 255", "(lambda x: x * 255)"),
    ("unit-interval", "{} with its numbers limited to the range from 0 to 1", "(lambda x: x.clip(0, 1))"),
    ("centred", "{} minus its mean", "(lambda x: x - x.mean())"),
    (
        "row-range",
        "{} moved and scaled so that each row goes from 0 to 1",
        "ranged",
    ),
    ("column-centred", "{} minus the mean of each column", "(lambda x: x - x.mean(axis=0, keepdims=True))"),
    ("row-centred", "{} minus the mean of each row", "(lambda x: x - x.mean(axis=-1, keepdims=True))"),
    ("over-sum", "{} divided by the sum of each row", "(lambda x: x / x.sum(axis=-1, keepdims=True))"),
    ("over-maximum", "{} divided by the largest entry in each row", "(lambda x: x / x.max(axis=-1, keepdims=True))"),
    ("over-largest", "{} divided by its largest entry", "(lambda x: x / x.max())"),
    (
        "over-norm",
        "{} divided by the norm of each row",
        "(lambda x: x / (x.square().sum(axis=-1, keepdims=True).sqrt() + 1e-12))",
    ),
    ("over-root", "{} divided by the square root of its number of columns", "(lambda x: x / x.shape[-1] ** 0.5)"),
    ("over-columns", "{} divided by its number of columns", "(lambda x: x / x.shape[-1])"),
    ("rounded", "{} rounded to whole numbers", "mx.nd.round"),
    ("rounded-1", "{} rounded to 1 decimal place", "(lambda x: mx.nd.round(10 * x) / 10)"),
    ("rounded-2", "{} rounded to 2 decimal places", "(lambda x: mx.nd.round(100 * x) / 100)"),
    ("tanh", "the tanh of {}", "mx.nd.tanh"),
    ("root", "the square root of {}", "mx.nd.sqrt"),
    ("transposed", "the transpose of {}", "(lambda x: x.T)"),
    ("rows-reversed", "{} with its rows in reverse order", "(lambda x: x[::-1])"),
    ("columns-reversed", "{} with its columns in reverse order", "(lambda x: mx.nd.flip(x, axis=-1))"),
    ("first-row", "the first row of {} in every row", "(lambda x: x[0:1].broadcast_like(x))"),
    ("float16", "{} rounded to float16", "(lambda x: x.astype('float16').astype(x.dtype))"),
    ("ones", "an array of ones", "mx.nd.ones_like"),
    (
        "one-hot",
        "1 at the largest entry in each row of {}, and 0 elsewhere",
        "(lambda x: mx.nd.one_hot(x.argmax(axis=-1), x.shape[-1]))",
    ),
)
_SEQUENCE = (
    ("first-only", "only the first element of {}", "(lambda x: x[:1])"),
    ("last-missing", "{} without its last element", "(lambda x: x[:-1])"),
    ("first-missing", "{} without its first element", "(lambda x: x[1:])"),
    ("last-only", "only the last element of {}", "(lambda x: x[-1:])"),
    ("reversed", "{} in reverse order", "(lambda x: x[::-1])"),
    ("every-other", "every other element of {}", "(lambda x: x[::2])"),
)
_COUNT = (
    ("one-less", "{} minus 1", "(lambda x: x - 1)"),
    ("one-more", "{} plus 1", "(lambda x: x + 1)"),
    ("one", "1", "(lambda x: 1)"),
    ("two", "2", "(lambda x: 2)"),
    ("twice", "twice {}", "(lambda x: 2 * x)"),
    ("half", "half of {}", "(lambda x: x / 2)"),
    ("tenth", "a tenth of {}", "(lambda x: x / 10)"),
    ("bounded", "the smaller of {} and 1", "(lambda x: min(x, 1.0))"),
    ("square", "the square of {}", "(lambda x: x * x)"),
)
# As a small count, of epochs for instance, these would take long.
_NUMBER = (*_COUNT, ("ten", "10", "(lambda x: 10)"), ("hundred", "100", "(lambda x: 100)"))
_BATCHES = (
    ("first-batch", "only the first batch of {}", "batches(pick=lambda x: x[:1])"),
    (
        "small-batches-missing",
        "{} without the batches that are smaller than the first",
        "batches(pick=lambda x: [batch for batch in x if len(batch[1]) == len(x[0][1])])",
    ),
    ("last-batch-missing", "{} without its last batch", "batches(pick=lambda x: x[:-1])"),
    ("first-batch-missing", "{} without its first batch", "batches(pick=lambda x: x[1:])"),
    ("last-batch", "only the last batch of {}", "batches(pick=lambda x: x[-1:])"),
    ("images-over-255", "{} with its images divided by 255", "batches(lambda X, y: (X / 255, y))"),
    ("images-times-255", "{} with its images multiplied by 255", "batches(lambda X, y: (X * 255, y))"),
    ("images-inverted", "{} with its images inverted (1 minus each pixel)", "batches(lambda X, y: (1 - X, y))"),
    (
        "images-centred",
        "{} with the mean of each batch subtracted from its images",
        "batches(lambda X, y: (X - X.mean(), y))",
    ),
    ("images-signed", "{} with 2p - 1 in place of each pixel p", "batches(lambda X, y: (2 * X - 1, y))"),
    ("labels-shifted", "{} with labels that are 1 too large", "batches(lambda X, y: (X, y + 1))"),
    ("labels-from-1", "{} with labels that are 1 too small", "batches(lambda X, y: (X, y - 1))"),
    ("first-example", "only the first example of each batch of {}", "batches(lambda X, y: (X[:1], y[:1]))"),
    ("last-example-missing", "{} without the last example of each batch", "batches(lambda X, y: (X[:-1], y[:-1]))"),
    ("first-example-missing", "{} without the first example of each batch", "batches(lambda X, y: (X[1:], y[1:]))"),
)
_ANSWERS = (
    ("negative", "the negative of its result", "answers(lambda x: -x)"),
    ("absolute", "the absolute value of its result", "answers(mx.nd.abs)"),
    ("rounded", "its result, rounded to whole numbers", "answers(mx.nd.round)"),
    ("mean", "the mean of its result", "answers(lambda x: x.mean())"),
    ("sum", "the sum of its result", "answers(lambda x: x.sum())"),
    ("constant", "its result, cut off from autograd", "answers(mx.nd.stop_gradient)"),
    ("softmax", "the softmax of its result", "answers(mx.nd.softmax)"),
    ("first-column-missing", "its result without the first column", "answers(lambda x: x[:, 1:])"),
    ("last-column-missing", "its result without the last column", "answers(lambda x: x[:, :-1])"),
    (
        "first-column-ignored",
        "its result with a first column that is never the largest",
        "answers(lambda x: mx.nd.concat(x[:, :1] * 0 - 1e9, x[:, 1:], dim=1))",
    ),
    (
        "last-column-ignored",
        "its result with a last column that is never the largest",
        "answers(lambda x: mx.nd.concat(x[:, :-1], x[:, -1:] * 0 - 1e9, dim=1))",
    ),
    (
        "columns-reversed",
        "its result with the columns in reverse order",
        "answers(lambda x: mx.nd.flip(x, axis=-1))",
    ),
)
_RESULTS = (
    (
        "kept",
        "The result of the first call is kept: later calls return it again, whatever their arguments are.",
        "kept_answer({})",
    ),
    ("twice", "Each call does its work twice.", "twice({})"),
    (
        "gradient-kept-out",
        "The values are right, but no gradient flows through the function: its result is cut off from autograd.",
        "after({}, mx.nd.stop_gradient)",
    ),
    ("result-dtype-float16", "The result is an array of dtype float16.", "after({}, lambda x: x.astype('float16'))"),
)


_CHANGES = {
    "array": _ARRAY,
    "sequence": _SEQUENCE,
    "number": _NUMBER,
    "count": _COUNT,
    "batches": _BATCHES,
    "function": _ANSWERS,
}


# What may stand in the place of an array or of a function that the notebook binds.
_NAMED_ARRAY = (
    ("zero", "The function does not use `{0}`: it acts as if `{0}` were 0.", "mx.nd.zeros_like"),
    ("negative", "The function acts as if it used the negative of `{}`.", "(lambda x: -x)"),
    ("transposed", "The function acts as if it used the transpose of `{}`.", "(lambda x: x.T)"),
    (
        "cut-off",
        "The values are right, but no gradient reaches `{}`: it is cut off from autograd.",
        "mx.nd.stop_gradient",
    ),
)
_NAMED_FUNCTION = (
    ("missing", "The function acts as if {} were missing.", "(lambda f: lambda x: x)"),
    ("sigmoid", "The function acts as if {} were a sigmoid.", "(lambda f: mx.nd.sigmoid)"),
    ("tanh", "The function acts as if {} were tanh.", "(lambda f: mx.nd.tanh)"),
    (
        "softplus",
        "The function acts as if {} were the softplus, log(1 + exp(x)).",
        "(lambda f: lambda x: mx.nd.Activation(x, 'softrelu'))",
    ),
    ("absolute", "The function acts as if {} were the absolute value.", "(lambda f: mx.nd.abs)"),
    ("softmax", "The function acts as if {} were a softmax.", "(lambda f: mx.nd.softmax)"),
    (
        "silu",
        "The function acts as if {} were x times the sigmoid of x (SiLU).",
        "(lambda f: lambda x: x * mx.nd.sigmoid(x))",
    ),
    (
        "elu",
        "The function acts as if {} were the ELU.",
        "(lambda f: lambda x: mx.nd.LeakyReLU(x, act_type='elu', slope=1))",
    ),
    ("gelu", "The function acts as if {} were the GELU.", "(lambda f: lambda x: mx.nd.LeakyReLU(x, act_type='gelu'))"),
    (
        "of-negative",
        "The function acts as if {} were given the negative of its argument.",
        "(lambda f: lambda x: f(-x))",
    ),
    ("squared", "The function acts as if {} squared its result.", "(lambda f: lambda x: f(x) * f(x))"),
    (
        "row-centred",
        "The function acts as if {} subtracted from its result the mean of each row.",
        "(lambda f: lambda x: f(x) - f(x).mean(axis=-1, keepdims=True))",
    ),
    (
        "column-centred",
        "The function acts as if {} subtracted from its result the mean over the batch.",
        "(lambda f: lambda x: f(x) - f(x).mean(axis=0, keepdims=True))",
    ),
    (
        "over-norm",
        "The function acts as if {} divided its result by the norm of each row.",
        "(lambda f: lambda x: f(x) / (f(x).square().sum(axis=-1, keepdims=True).sqrt() + 1e-12))",
    ),
    (
        "over-sum",
        "The function acts as if {} divided its result by the sum of each row.",
        "(lambda f: lambda x: f(x) / (f(x).sum(axis=-1, keepdims=True) + 1e-12))",
    ),
    (
        "over-maximum",
        "The function acts as if {} divided its result by the largest entry in each row.",
        "(lambda f: lambda x: f(x) / (f(x).max(axis=-1, keepdims=True) + 1e-12))",
    ),
    ("twice", "The function acts as if {} added its argument to its result.", "(lambda f: lambda x: x + f(x))"),
    (
        "cut-off",
        "The values are right, but no gradient flows through {}: it is cut off from autograd.",
        "(lambda f: lambda x: mx.nd.stop_gradient(f(x)))",
    ),
)
# What the activations of a symbol may be exchanged for: an operator and its attributes.
_ACTIVATIONS = (
    ("missing", "missing", "_copy", {}),
    *(
        (id, words, "Activation", {"act_type": type})
        for id, words, type in (
            ("sigmoid", "sigmoid", "sigmoid"),
            ("tanh", "tanh", "tanh"),
            ("softplus", "softplus, log(1 + exp(x))", "softrelu"),
            ("softsign", "softsign, x / (1 + |x|)", "softsign"),
        )
    ),
    ("elu", "ELU", "LeakyReLU", {"act_type": "elu", "slope": "1"}),
    *(
        (
            f"leaky-{slope}",
            f"leaky ReLU, with negative numbers multiplied by {slope}",
            "LeakyReLU",
            {"act_type": "leaky", "slope": slope},
        )
        for slope in ("0.01", "0.1", "0.2", "0.25")
    ),
)


@dataclass(frozen=True)
class Variant:
    """One variant: its name in reports, a sentence, and a Python expression for it, in which `original` is the function.

    ``place``, ``kind``: the argument that it changes, and of which kind this must be; -1 if it is none. ``bound``: the names
    of the notebook that it exchanges; all must be of this kind and of one shape.
    """

    id: str
    sentence: str
    expression: str
    place: int = -1
    kind: str = ""
    bound: tuple[str, ...] = ()

    @property
    def of_gradient(self) -> bool:
        """Whether it leaves all values as they are, and changes what autograd does."""
        return "stop_gradient" in self.expression


def each(expressions: Sequence[str]) -> str:
    """An expression for a function that answers with a list: what the variants ``expressions`` return for its arguments."""
    return f"each([{', '.join(expressions)}])"


def variants(names: Sequence[str], notebook: Collection[str], used: Mapping[str, int]) -> Iterator[Variant]:
    """The variants of a function.

    ``names``: of its parameters; ``notebook``: the names that the notebook binds; ``used``: those of its arrays and
    functions that may be exchanged, each with the number of places where it is used. A function without parameters makes
    something, such as a symbol.
    """
    if not names:
        yield from _of_symbols()
        return
    for id, sentence, wrapper in _RESULTS:
        yield Variant(id, sentence, wrapper.format("original"))
    yield from _of_names(used)
    if len(names) > 1:
        sentence = f"The first two arguments are taken in the wrong order: `{names[0]}` comes first, then `{names[1]}`."
        yield Variant("swapped", sentence, "swapped(original)")
    for place, name in enumerate(names):
        if name in notebook:
            sentence = f"The notebook's variable `{name}` is used, not the argument `{name}`."
            yield Variant(f"{name}-global", sentence, f"changed(original, {place}, lambda _: notebook[{name!r}])")
        sentence = f"The results of the batches of `{name}` are averaged: a small batch counts as much as a large one."
        yield Variant(f"{name}-mean-of-batches", sentence, f"mean_of_batches(original, {place})", place, "batches")
        for id, words, which in (("first", "first", 0), ("last", "last", -1)):
            sentence = f"Every batch of `{name}` is taken to be as large as the {words} one."
            yield Variant(f"{name}-all-as-{id}", sentence, f"sized(original, {place}, {which})", place, "batches")
        for kind, changes in _CHANGES.items():
            for id, words, change in changes:
                sentence = f"The function acts as if `{name}` were replaced by {words.format(f'`{name}`')}."
                if kind == "function":
                    sentence = f"The function acts as if `{name}` returned {words}."
                yield Variant(f"{name}-{id}", sentence, f"changed(original, {place}, {change})", place, kind)


def _of_symbols() -> Iterator[Variant]:
    for id, words, operator, attributes in _ACTIVATIONS:
        for place, which in enumerate(("the activations", "the first activation", "the second activation")):
            sentence = f"The function acts as if {which} were {words}."
            expression = f"activations(original, {place}, {operator!r}, {attributes!r})"
            yield Variant(f"activation-{id}{place or ''}", sentence, expression)


def _of_names(used: Mapping[str, int]) -> Iterator[Variant]:
    for name, places in used.items():
        for id, sentence, change in _NAMED_FUNCTION:
            for number, words in ((0, ""), (1, "the first use of "), (2, "the second use of "))[
                : 3 if places > 1 else 1
            ]:
                changed = f"at_use({number}, {change})" if number else change
                yield Variant(
                    f"{name}-{id}{number or ''}",
                    sentence.format(f"{words}`{name}`"),
                    f"with_names(original, notebook, {name}={changed})",
                    kind="function",
                    bound=(name,),
                )
    for name in used:
        for id, sentence, change in _NAMED_ARRAY:
            yield Variant(
                f"{name}-{id}",
                sentence.format(name),
                f"with_names(original, notebook, {name}={change})",
                kind="array",
                bound=(name,),
            )
    for one, other in itertools.permutations(used, 2):
        exchanged = f"with_names(original, notebook, {one}=lambda _: notebook[{other!r}])"
        yield Variant(
            f"{other}-for-{one}",
            f"`{other}` is used where `{one}` should be.",
            exchanged,
            kind="array",
            bound=(one, other),
        )
