"""Relations between answers and the right ones: each is found and put into words, and near misses are not."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.grading.claims import CONDITION, RELATION
from autograder.grading.leaves import CHANGE, GRADIENT, RESULT, Leaf
from autograder.grading.maps import filled
from autograder.grading.relations import find
from autograder.guest.wire import Opaque, Tensor


def told(wrong, right=lambda X: X * X + X, *, shapes=((3, 4), (2, 2), (5, 3), (1, 4), (4, 4), (6, 2)), seed=0):
    """Answers ``wrong(right, X)`` to calls with random X."""
    rng = np.random.default_rng(seed)
    found = []
    for shape in shapes:
        X = rng.normal(0, 2, shape)
        expected = right(X)
        found.append(Leaf(RESULT, (X,), np.asarray(wrong(expected, X), np.float64), expected, ("`X`",)))
    return found


def sentences(leaves):
    return [(claim.id, claim.sentence) for claim in find(leaves) if claim.rank == RELATION]


RELATIONS = [
    (lambda e, X: 1.001 * e, "relation:factor", "The result is 1.001 times the right one."),
    (lambda e, X: 1.0002 * e, "relation:factor", "The result is 1.0002 times the right one."),
    (lambda e, X: e / 64, "relation:factor", "The result is the right one divided by 64."),
    (lambda e, X: 100 * e, "relation:factor", "The result is 100 times the right one."),
    (lambda e, X: e + 0.5, "relation:offset", "The result is the right one plus 0.5."),
    (lambda e, X: 2 * e - 1, "relation:affine", "The result is 2 times the right one minus 1."),
    (lambda e, X: -e, "relation:sign", "The result is the negative of the right one."),
    (lambda e, X: 1 / e, "relation:reciprocal", "The result is 1 divided by the right one."),
    (lambda e, X: np.exp(e), "relation:exp", "The result is the exponential of the right one."),
    (lambda e, X: 1 - e, "relation:complement", "The result is 1 minus the right one."),
    (lambda e, X: e.T, "relation:transposed", "The result is the transpose of the right one."),
    (lambda e, X: e[::-1], "relation:rows-reversed", "The result is the right one with its rows in reverse order."),
    (lambda e, X: e[:, ::-1], "relation:columns-reversed", None),
    (lambda e, X: e[:-1], "relation:last-row-missing", None),
    (lambda e, X: e[:, :-1], "relation:last-column-missing", None),
    (lambda e, X: e.mean(), "relation:mean", "The result is the mean of all entries of the right one."),
    (
        lambda e, X: -e.sum(),
        "relation:sum-factor",
        "The result is minus the sum of all entries of the right one.",
    ),
    (lambda e, X: e.mean(0), "relation:column-means", None),
    (
        lambda e, X: e / len(e),
        "relation:divided-by-rows",
        "The result is the right one divided by the number of its rows.",
    ),
    (lambda e, X: e * e.size, "relation:multiplied-by-size", None),
    (lambda e, X: e.astype(np.float16), "relation:float16", "The result is the right one rounded to float16."),
    (lambda e, X: np.minimum(e, 3), "relation:bounded-above", None),
    (lambda e, X: np.maximum(e, 1), "relation:bounded-below", None),
    (lambda e, X: X, "relation:argument", "The result is `X`."),
    (lambda e, X: np.tanh(X), "relation:argument-tanh", "The result is the tanh of `X`."),
    (lambda e, X: e + X, "relation:plus-argument", "The result is the right one plus `X`."),
    (lambda e, X: e - 0.25 * X, "relation:plus-X", "The result is the right one minus 0.25 times `X`."),
    (lambda e, X: e * 0, "relation:always", "The result is always 0."),
]


@pytest.mark.parametrize(("wrong", "id", "sentence"), RELATIONS, ids=[id for _, id, _ in RELATIONS])
@pytest.mark.parametrize("seed", range(3))
def test_a_relation_is_found_and_said_first(wrong, id, sentence, seed):
    first = sentences(told(wrong, seed=seed))[0]
    assert first[0] == id
    assert sentence is None or first[1] == sentence


@pytest.mark.parametrize(("wrong", "id", "sentence"), RELATIONS, ids=[id for _, id, _ in RELATIONS])
def test_one_call_that_breaks_a_relation_is_enough(wrong, id, sentence):
    leaves = told(wrong)
    odd = leaves[2]
    leaves[2] = Leaf(RESULT, odd.args, odd.got * 1.07 + 0.3, odd.expected, odd.names)
    assert sentences(leaves) == []


def test_nothing_is_found_where_there_is_no_relation():
    rng = np.random.default_rng(5)
    assert list(find(told(lambda e, X: rng.normal(size=e.shape)))) == []


def test_right_answers_have_no_relation():
    assert list(find(told(lambda e, X: e * (1 + 1e-6)))) == []


def test_a_percentage():
    leaves = told(lambda e, X: 100 * e, right=lambda X: np.exp(-X * X))
    assert sentences(leaves)[0] == ("relation:factor", "The result is 100 times the right one: a percentage.")


def test_where_an_argument_is_negative():
    leaves = told(lambda e, X: np.where(X < 0, 0.01 * X, e), right=lambda X: np.maximum(X, 0))
    (claim, *_) = find(leaves)
    assert claim.rank == CONDITION
    assert claim.sentence == "The result is 0.01 times `X` where `X` is negative."


def test_only_the_last_row_is_wrong():
    leaves = told(lambda e, X: np.concatenate([e[:-1], np.sin(e[-1:]) * 3 + X[-1:]]))
    assert [claim.id for claim in find(leaves)] == ["relation:only-last-row"]


def test_numbers_that_overflow_do_not_hide_a_relation():
    leaves = told(lambda e, X: 2 * e)
    leaves[1] = Leaf(RESULT, leaves[1].args, leaves[1].got * np.nan, leaves[1].expected)
    assert sentences(leaves)[0][0] == "relation:factor"


def test_only_overflow():
    leaves = told(lambda e, X: e)
    leaves[1] = Leaf(RESULT, leaves[1].args, leaves[1].got * np.inf, leaves[1].expected)
    assert [claim.id for claim in find(leaves)] == ["relation:not-finite"]


@pytest.mark.parametrize(
    ("words", "what", "sentence"),
    [
        ("2 times {}", "`X`", "2 times `X`"),
        ("2 times {}", "`X` minus 1", "2 times (`X` minus 1)"),
        ("2 times {}", "the sum of (`X` minus (`y` plus 1))", "2 times the sum of (`X` minus (`y` plus 1))"),
        ("{} divided by 3", "the square of `X`", "(the square of `X`) divided by 3"),
        ("2 times {}", "log(x), where x is `X`", "2 times log(x), where x is `X`"),
        ("log(x), where x is {}", "`X` minus 1", "log(x), where x is `X` minus 1"),
        ("log(x), where x is the sum of {}", "`X` minus 1", "log(x), where x is the sum of (`X` minus 1)"),
        ("log(x), where x is {} divided by 2", "`X` minus 1", "log(x), where x is (`X` minus 1) divided by 2"),
        ("{} / n, where n is 3", "1 - x, where x is `X`", "(1 - x) / n, where x is `X` and n is 3"),
        ("{}", "`X` minus 1", "`X` minus 1"),
    ],
)
def test_words_that_are_put_together_can_be_read_in_one_way(words, what, sentence):
    assert filled(words, what) == sentence


def test_what_is_wrong_from_the_second_step_on():
    rng = np.random.default_rng(1)
    leaves = []
    for step in (0, 1, 2, 0, 1, 2):
        right = rng.normal(size=(2, 4))
        got = right + (rng.normal(size=(2, 4)) if step else 0)
        leaves.append(Leaf(CHANGE, (), got, right, places=(("step", step, 3), ("array", 0, 1))))
    assert [claim.id for claim in find(leaves)] == ["relation:later-step"]


def test_later_steps_are_not_named_where_a_single_step_is_wrong_too():
    rng = np.random.default_rng(1)
    right = rng.normal(size=(8, 2, 4))
    lists = [(("step", step, 2),) for step in (0, 1)] * 3
    leaves = [
        Leaf(CHANGE, (), each + (rng.normal(size=(2, 4)) if places[0][1] else 0), each, places=places)
        for places, each in zip(lists, right, strict=False)
    ]
    assert [claim.id for claim in find(leaves)] == ["relation:later-step", "relation:last-step"]
    leaves.append(Leaf(CHANGE, (), right[6] + rng.normal(size=(2, 4)), right[6]))
    assert [claim.id for claim in find(leaves)] == ["relation:last-step"]


def test_a_change_that_is_too_small_for_its_rounding_error_does_not_hide_a_relation():
    leaves = [Leaf(CHANGE, (), -leaf.expected, leaf.expected, noise=1e-6) for leaf in told(lambda e, X: e)]
    leaves.append(Leaf(CHANGE, (), np.array([-2e-6, 3e-7]), np.array([2.5e-6, 0.0]), noise=1e-6))
    assert sentences(leaves)[0] == ("relation:sign", "The change of each array is the negative of the right one.")


def test_a_gradient_of_zeros():
    leaves = [Leaf(GRADIENT, leaf.args, leaf.expected * 0, leaf.expected) for leaf in told(lambda e, X: e)]
    assert sentences(leaves)[0][0] == "relation:no-gradient"


RIGHT = Tensor(np.ones(3, np.float32))


@pytest.mark.parametrize(
    ("got", "id"),
    [
        (None, "none"),
        (Opaque("generator"), "generator"),
        (Opaque("coroutine"), "coroutine"),
        (Opaque("function"), "function"),
        (Opaque("Symbol"), "object"),
        ("1 1 1", "text"),
        ((RIGHT, RIGHT), "tuple"),
        ([1.0, 1.0, 1.0], "list"),
        ({"a": RIGHT}, "dict"),
        (1.0, "number"),
        (Tensor(np.ones(3, np.float32), "numpy"), "kind-numpy"),
        (Tensor(np.ones(3, np.float32), "mx.np"), "kind-mx.np"),
        (Tensor(np.ones(3, np.float64)), "dtype-float64"),
    ],
)
def test_another_kind_of_value_is_named(got, id):
    leaves = [Leaf(RESULT, (), got, RIGHT.values, raw=(got, RIGHT))] * 3
    assert sentences(leaves)[0][0] == f"relation:{id}"


def test_a_type_whose_name_is_no_name_is_not_quoted():
    got = Opaque("<b>right</b>")
    leaves = [Leaf(RESULT, (), got, RIGHT.values, raw=(got, RIGHT))] * 3
    assert sentences(leaves) == [("relation:object", "The result is an object of another type.")]


def test_kinds_that_change_from_call_to_call_are_not_named():
    leaves = [Leaf(RESULT, (), got, RIGHT.values, raw=(got, RIGHT)) for got in (None, "text", None)]
    assert list(find(leaves)) == []


MORE = [
    (lambda e, X: X / (1 + np.exp(-X)), "relation:argument-silu"),
    (lambda e, X: e * (1 + len(e) % 2 + np.abs(X).max()), "relation:scaled"),
    (lambda e, X: e + X.sum(), "relation:moved"),
    (lambda e, X: e * np.exp(X[:, :1]), "relation:scaled-rows"),
    (lambda e, X: e + np.exp(X[:1] * 0 + X.sum(0)), "relation:moved-columns"),
    (lambda e, X: np.where((X > 0.2) & (X < 2), 0, e), "relation:X-between-constant"),
]


@pytest.mark.parametrize(("wrong", "id"), MORE)
def test_what_is_said_where_no_relation_predicts_the_numbers(wrong, id):
    shapes = [(rows, columns) for rows in (4, 5, 6) for columns in (3, 4, 5)]
    found = sorted(find(told(wrong, shapes=shapes)), key=lambda claim: claim.rank)
    assert found[0].id == id


def test_properties_of_right_answers():
    def softmax(X):
        e = np.exp(X)
        return e / e.sum(1, keepdims=True)

    ids = {claim.id for claim in find(told(lambda e, X: np.sin(e) + X, softmax))}
    assert {"relation:row-sums", "relation:negative-entries"} <= ids
    ids = {claim.id for claim in find(told(lambda e, X: np.hypot(X, 0.1), lambda X: np.where(X > 0, X, 0)))}
    assert "relation:never-zero" in ids


def test_rows_that_should_sum_to_one_where_columns_do_are_told():
    def shares(x, axis):
        e = np.exp(x - x.max(axis, keepdims=True))
        return e / e.sum(axis, keepdims=True)

    def of_columns(e, X):  # the maximum of each row, the sum of each column
        powers = np.exp(X - X.max(1, keepdims=True))
        return powers / powers.sum(0)

    said = {claim.sentence for claim in find(told(of_columns, lambda X: shares(X, 1)))}
    assert "The result has columns that sum to 1, where its rows should." in said
    said = {claim.sentence for claim in find(told(lambda e, X: np.sin(e) + X, lambda X: shares(X, 1)))}
    assert not any("columns that sum" in sentence for sentence in said)


def test_another_shape_is_told():
    ids = {claim.id for claim in find(told(lambda e, X: np.sin(e).sum(1)))}
    assert "relation:fewer-axes" in ids and "relation:single" not in ids
    ids = {claim.id for claim in find(told(lambda e, X: np.sin(e + X).sum().reshape(1)))}
    assert "relation:single" in ids


def test_numbers_that_differ_on_both_sides_have_no_property():
    assert [*find(told(lambda e, X: e + np.sin(7 * X), shapes=((3, 4), (5, 4), (6, 3))))] == []


def of_two(wrong, seed=0):
    """Losses ``wrong(right, scores, labels)`` of calls with random scores and one-hot labels."""
    rng, found = np.random.default_rng(seed), []
    for n, k in ((3, 4), (5, 3), (4, 10), (6, 5), (2, 7)):
        scores, labels = rng.normal(0, 2, (n, k)), np.eye(k)[rng.integers(0, k, n)]
        right = np.logaddexp.reduce(scores, -1) - (scores * labels).sum(-1)
        found.append(Leaf(RESULT, (scores, labels), wrong(right, scores, labels), right, ("`s`", "`y`")))
    return found


TWO = [
    (lambda e, s, y: (s * y).sum(-1), "The result is the sum of each row of (`s` times `y`)."),
    (lambda e, s, y: ((s - y) ** 2).mean(-1), "The result is the mean of the squares in each row of (`s` minus `y`)."),
    (lambda e, s, y: 1 - (s * y).sum(-1), "The result is 1 minus the sum of each row of (`s` times `y`)."),
    (
        lambda e, s, y: s.max(-1) - (s * y).sum(-1),
        "The result is the largest entry in each row of `s`, minus the sum of each row of (`s` times `y`).",
    ),
    (
        lambda e, s, y: e + 0.1 * (s * s).sum(-1),
        "The result is the right one plus 0.1 times the sum of the squares in each row of `s`.",
    ),
]


@pytest.mark.parametrize(("wrong", "sentence"), TWO)
@pytest.mark.parametrize("seed", range(3))
def test_two_arguments_together(wrong, sentence, seed):
    assert sentence in [claim.sentence for claim in find(of_two(wrong, seed))]


def shares(X):
    powers = np.exp(X)
    return powers / powers.sum(-1, keepdims=True)


@pytest.mark.parametrize(
    ("wrong", "id", "sentence"),
    [
        (
            lambda e, X: shares(X / 5),
            "relation:tempered",
            "The result is what comes out if the scores are divided by 5 before the softmax.",
        ),
        (
            lambda e, X: 0.9 * e + 0.1 / e.shape[-1],
            "relation:mixed-uniform",
            "The result is 0.9 times the right one, plus 0.1 divided by the number of its columns.",
        ),
        (lambda e, X: np.clip(e, 0.02, 0.9), "relation:bounded", None),
        (lambda e, X: e / e.max(), "relation:over-all-maximum", None),
    ],
)
def test_shares(wrong, id, sentence):
    found = [(claim.id, claim.sentence) for claim in find(told(wrong, right=shares))]
    assert id in [each for each, _ in found] and (sentence is None or sentence in [each for _, each in found])


def steps(wrong):
    """Changes ``wrong(right, gradient, rate)`` of arrays, some with a short gradient and one with the rate 0."""
    rng, found = np.random.default_rng(1), []
    for size, rate in ((3, 0.1), (3, 0.5), (0.1, 0.1), (5, 0.25), (2, 0.0), (0.05, 0.5)):
        gradient = rng.normal(0, size, (4, 3))
        right = -rate * gradient
        args = (gradient, np.asarray(rate), rng.normal(size=(4, 3)))
        names = ("the gradient", "`lr`", "the array itself")
        found.append(Leaf(CHANGE, args, wrong(right, gradient, rate), right, names))
    return found


def norm(x):
    return np.sqrt((x * x).sum())


def test_a_gradient_that_is_made_shorter():
    found = sentences(steps(lambda e, g, rate: e * min(1, 2 / norm(g))))
    assert found[0][0] == "relation:norm-at-most-the-gradient" and "scaled down to the norm 2 wherever" in found[0][1]


def test_a_gradient_that_always_has_the_same_length_is_not_one_that_is_made_shorter():
    found = [id for id, _ in sentences(steps(lambda e, g, rate: e / norm(g)))]
    assert found and "relation:norm-at-most-the-gradient" not in found


def drawing(top, left):
    picture = np.zeros((1, 28, 28))
    picture[0, top : top + 6, left : left + 9] = np.random.default_rng(4).uniform(0.2, 1, (6, 9))
    return picture


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda e: np.roll(e, (2, -1), (1, 2)), "shows the right drawing in the wrong place: it is shifted."),
        (lambda e: e * e, "shows the drawing in the right place and size, but with wrong grey levels."),
        (lambda e: np.pad(e, 1, mode="edge")[1:2, :28, :28] + np.roll(e, 3, 2), "shows the drawing too large."),
        (lambda e: e * 0, "is always 0."),
    ],
)
def test_pictures(wrong, words):
    subject = "The picture that predict is asked about"
    found = [Leaf(subject, (), wrong(drawing(*place)), drawing(*place)) for place in ((8, 9), (10, 5), (4, 12))]
    assert f"{subject} {words}" in [claim.sentence for claim in find(found)]
