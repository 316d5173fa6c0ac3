"""Which variants of a function there are."""

from __future__ import annotations

from autograder.grading.variants import variants


def test_only_a_function_without_parameters_makes_a_symbol() -> None:
    of_symbols = {variant.id for variant in variants((), (), {"relu": 1})}
    assert {"activation-tanh", "activation-tanh1", "activation-leaky-0.01"} <= of_symbols
    assert not of_symbols & {variant.id for variant in variants(("X",), (), {"relu": 1})}


def test_single_uses_of_a_name_are_exchanged_only_where_there_are_several() -> None:
    once = {variant.id for variant in variants(("X",), (), {"relu": 1})}
    twice = {variant.id for variant in variants(("X",), (), {"relu": 2})}
    assert twice - once >= {"relu-missing1", "relu-missing2"} and once < twice


def test_small_counts_do_not_become_large() -> None:
    changes = [variant.expression for variant in variants(("num_epochs",), (), {}) if variant.kind == "count"]
    assert any("x + 1" in change for change in changes) and not any("100" in change for change in changes)
