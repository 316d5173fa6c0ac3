"""What a notebook's names stand for, kept and put back."""

from __future__ import annotations

from typing import Any

import mxnet as mx
import numpy as np
import pytest

from autograder.guest.contents import Contents


def parameter() -> Any:
    array = mx.nd.array([[1.0, 2.0], [3.0, 4.0]])
    array.attach_grad()
    array.grad[:] = 5
    return array


def test_arrays_changed_in_place_get_their_numbers_and_gradients_back() -> None:
    W, counts = parameter(), np.arange(3)
    contents = Contents([W, counts, [W]])
    W[:] = 0
    W.grad[:] = 0
    counts += 1
    contents.put_back()
    assert W.asnumpy().tolist() == [[1, 2], [3, 4]] and W.grad.asnumpy().tolist() == [[5, 5], [5, 5]]
    assert counts.tolist() == [0, 1, 2]


def test_lists_and_dicts_get_their_elements_back_and_stay_the_same_objects() -> None:
    W = parameter()
    params, seen, names = [W, [1, 2]], {"a": [3]}, {"b"}
    inner = params[1]
    contents = Contents([params, seen, names])
    params[0] = None
    params.append(4)
    inner.clear()
    seen["a"].append(5)
    seen["c"] = 6
    names.add("d")
    contents.put_back()
    assert params[0] is W and params[1] is inner and len(params) == 2 and inner == [1, 2]
    assert seen == {"a": [3]} and names == {"b"}


def test_a_list_that_holds_itself_is_kept() -> None:
    endless: list[Any] = [1]
    endless.append(endless)
    contents = Contents([endless])
    endless.clear()
    contents.put_back()
    assert endless[0] == 1 and endless[1] is endless and contents.whole


def test_a_read_only_array_does_not_keep_the_others_from_being_put_back() -> None:
    fixed, seen = np.arange(3), [1]
    fixed.setflags(write=False)
    contents = Contents([fixed, seen])
    seen.append(2)
    contents.put_back()
    assert seen == [1] and contents.whole


def test_a_bound_method_stands_for_its_object() -> None:
    seen = [1]
    contents = Contents([seen.append])
    seen.append(2)
    contents.put_back()
    assert seen == [1] and contents.whole


class Counter:
    n = 0

    def count(self) -> None:
        self.n += 1


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ((1, 2.5, "a", None, len, np, Counter, np.float32(1), mx.cpu(), lambda x: x), True),
        (Counter(), False),
        (Counter().count, False),
        (iter([1]), False),
        ({"a": [Counter()]}, False),
        (mx.sym.Variable("x"), False),
        (np.array([[], None], dtype=object), False),
    ],
    ids=["constants", "object", "method", "iterator", "object inside", "symbol", "array of objects"],
)
def test_it_is_whole_only_if_nothing_in_it_can_change_unseen(value: Any, whole: bool) -> None:
    assert Contents([[], value]).whole == whole
