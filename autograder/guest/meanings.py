"""MXNet's errors in the student's words.

Owns what is known about errors of MXNet, of NumPy given MXNet's arrays, and of Python's syntax. An explanation is built from
the class of the error, the operator, the shapes, and the failing expression with the values of its names; it states what is
known, or asks. Only names are looked up: no student code is run. Must not know requests, checks or the notebook.
"""

from __future__ import annotations

import ast
import linecache
import re
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from .framework import mx

MAX_SHOWN = 60  # characters of an expression of the student's

_PYTHON = f"This is Python {sys.version_info.major}.{sys.version_info.minor}"
_NUMPY = "NumPy's functions take an NDArray apart, number by number: use those of mx.nd."
_ORDER = "Does the function take its arguments in the order that the notebook gives?"
_EDITION = (
    "The notebook's arrays are of mx.nd, with or without npx.set_np(). They do not go together with arrays or functions of "
    "mxnet.np and mxnet.npx: use mx.nd throughout."
)
# MXNet's messages may begin with a traceback into its own source, and name the class of the error once more.
_FRAMES = re.compile(r'(?:\A|(?<=\n))Traceback \(most recent call last\):\n(?:  File "[^"\n]*", line \d+\n)+')
_AGAIN = re.compile(r"^(?:MXNetError: )+", re.MULTILINE)
_LOG = re.compile(r"^\[\d\d:\d\d:\d\d\] \S+:\d+: [^\n]*(?:\n|\Z)", re.MULTILINE)
# Its messages about one argument end with the whole manual of the operator.
_MANUAL = re.compile(r", Possible Arguments:\n-+\n.*\Z", re.DOTALL)
# What MXNet's arrays lack and other libraries' have, and what takes its place.
_ELSEWHERE = {
    "any": ".sum() of a comparison",
    "cpu": ".as_in_context(mx.cpu())",
    "float": '.astype("float32")',
    "item": ".asscalar()",
    "matmul": "nd.dot",
    "numpy": ".asnumpy()",
    "to": ".as_in_context(ctx)",
    "unsqueeze": ".expand_dims(axis)",
    "view": ".reshape(shape)",
}


def cleaned(message: str) -> str:
    """An error's message without MXNet's own traceback, log lines, and manual."""
    for pattern in (_MANUAL, _LOG, _FRAMES, _AGAIN):
        message = pattern.sub("", message)
    return message


def meaning(error: BaseException, message: str, frames: list[types.TracebackType]) -> str:
    """What an error means, in place of its ``message``; empty if that is not known.

    ``message``: as `cleaned` returns it. ``frames``: those of the traceback that are in the student's cells, innermost last.
    """
    if isinstance(error, SyntaxError):
        return _syntax(error, message)
    for pattern, told in _MEANINGS:
        if found := re.search(pattern, message):
            return told(_Error(error, message, _Place(frames[-1] if frames else None), frames), found)
    return ""


class _Error:
    """An error, its cleaned message, the place in the student's code, and the frames there."""

    def __init__(self, error: BaseException, message: str, place: _Place, frames: list[types.TracebackType]) -> None:
        self.error, self.message, self.place, self.frames = error, message, place, frames

    def with_message(self, sentence: str) -> str:
        return f"{self.message}\n{sentence}"


class _Place:
    """The innermost expression of the student's that failed, and the values of the names in it."""

    def __init__(self, frame: types.TracebackType | None) -> None:
        self.expression: ast.AST | None = None
        self.statement: ast.AST | None = None
        self._names: dict[str, Any] = {}
        if frame is None:
            return
        code, self._names = frame.tb_frame.f_code, {**frame.tb_frame.f_globals, **frame.tb_frame.f_locals}
        line, last, start, end = list(code.co_positions())[frame.tb_lasti // 2]
        source = "".join(linecache.getline(code.co_filename, number) for number in range(line or 0, (last or -1) + 1))
        self.statement = _parsed(linecache.getline(code.co_filename, frame.tb_lineno).strip(), "exec")
        if line and start is not None and end is not None:
            whole = source.encode()
            tail = len(whole.splitlines(keepends=True)[-1]) - end if whole else 0
            self.expression = _parsed(whole[start : len(whole) - tail].decode(errors="replace"), "eval")

    def value(self, node: ast.AST) -> Any:
        """The value of a name; of an attribute of a module; ``None`` for all other expressions."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.value(node.value)
            return vars(owner).get(node.attr) if type(owner) is types.ModuleType else None
        return None

    @property
    def operands(self) -> list[ast.AST]:
        match self.expression:
            case ast.BinOp(left=left, right=right):
                return [left, right]
            case ast.Call(func=func, args=args, keywords=keywords):
                method = [func.value] if isinstance(func, ast.Attribute) and not self._module(func.value) else []
                return [*method, *args, *(keyword.value for keyword in keywords)]
        return []

    def _module(self, node: ast.AST) -> bool:
        return type(self.value(node)) is types.ModuleType

    @property
    def call(self) -> str:
        """The name of the function that was called, as it is written; empty if no call failed."""
        return _shown(self.expression.func) if isinstance(self.expression, ast.Call) else ""

    @property
    def of_numpy(self) -> bool:
        """Whether it is a function of NumPy that was called."""
        if not isinstance(self.expression, ast.Call) or not isinstance(self.expression.func, ast.Attribute):
            return False
        owner = self.expression.func
        while isinstance(owner, ast.Attribute):
            found = self.value(owner.value)
            if found is np or found is np.linalg:
                return True
            owner = owner.value  # type: ignore[assignment]
        return False

    def shapes(self) -> str:
        """The shapes of those operands that are names of arrays, as a sentence; empty if there is none."""
        known = [(node, self.value(node)) for node in self.operands]
        found = [f"{_shown(node)} has shape {tuple(value.shape)}" for node, value in known if _is_array(value)]
        return f"\nIn {_shown(self.expression)}, {_listed(found)}." if found and self.expression else ""


def _parsed(source: str, mode: str) -> ast.AST | None:
    try:
        tree = ast.parse(source + (" pass" if source.endswith(":") else ""), mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree.body if isinstance(tree, ast.Expression) else tree


def _shown(node: ast.AST | None) -> str:
    try:
        text = ast.unparse(node) if node is not None else ""
    except (RecursionError, ValueError):
        return "..."
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def _is_array(value: Any) -> bool:
    return type(value) in (mx.nd.NDArray, np.ndarray)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _shape(text: str) -> str:
    """MXNet's ``[2,3]``, ``(2,3)`` or ``[2]`` as Python writes it."""
    sizes = re.findall(r"-?\d+", text)
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


# -- shapes and dtypes


def _dot(error: _Error, found: re.Match[str]) -> str:
    one, other, left, right = found[1], found[2], _shape(found[3]), _shape(found[4])
    return (
        f"The shapes {left} and {right} do not fit in a matrix product: the axes that it sums over have lengths {one} and "
        f"{other}.{error.place.shapes()}"
    )


def _broadcast(error: _Error, found: re.Match[str]) -> str:
    return (
        f"The shapes {_shape(found[1])} and {_shape(found[2])} do not go together entry by entry: counted from the "
        f"last axis, lengths must be equal, or one of them must be 1.{error.place.shapes()}"
    )


def _into(error: _Error, found: re.Match[str]) -> str:
    return f"An array of shape {_shape(found[1])} does not fit into shape {_shape(found[2])}.{error.place.shapes()}"


def _unequal_shapes(error: _Error, found: re.Match[str]) -> str:
    return f"The arrays must have the same shape, but have {_shape(found[1])} and {_shape(found[2])}.{error.place.shapes()}"


def _unequal_dtypes(error: _Error, found: re.Match[str]) -> str:
    return (
        f"The arrays must have the same dtype, but have {found[1]} and {found[2]}: "
        '.astype("float32") makes a copy of that dtype.'
    )


def _provided(error: _Error, found: re.Match[str]) -> str:
    where = f"In the operator {found[1]}, an" if found[1] else "An"
    got, right = _shape(found[2]), _shape(found[3])
    return (
        f"{where} argument has shape {got}; from the shapes of the others it should be {right}.{error.place.shapes()}"
    )


def _inputs(error: _Error, found: re.Match[str]) -> str:
    shapes = [_shape(each) for each in re.findall(r"^[\[(].*[\])]$", found[2], re.MULTILINE)]
    return f"The arguments of {found[1]} have the shapes {_listed(shapes)}, which do not fit.{error.place.shapes()}"


# -- autograd


def _overwritten(error: _Error, found: re.Match[str]) -> str:
    match getattr(error.place.statement, "body", None):
        case [ast.AugAssign(target=target)]:
            how = f"changes {_shown(target)} in place"
        case [ast.Assign(targets=[ast.Subscript() as target])]:
            how = f"writes into {_shown(target)}"
        case [ast.Expr(value=ast.Call(keywords=keywords)) | ast.Assign(value=ast.Call(keywords=keywords))] if any(
            keyword.arg == "out" for keyword in keywords
        ):
            how = "writes its result into an array that exists (out=)"
        case _:
            return ""
    return (
        f"This line {how} while autograd records. The recorded computation needs the old numbers: compute a new array, or "
        "write outside of autograd.record()."
    )


def _not_recorded(error: _Error, found: re.Match[str]) -> str:
    return (
        "backward() needs a recorded computation, and finds none for this array. Was it computed outside of autograd.record(), "
        "or from arrays without attach_grad()? Did an operation cut it off? Or has an earlier backward() used up the record?"
    )


def _no_gradient(error: _Error, found: re.Match[str]) -> str:
    tree = error.place.statement
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            array = error.place.value(node.value)
            if type(array) is mx.nd.NDArray and array.grad is None:
                return f"{_shown(node)} is None: this array has no place for a gradient. attach_grad() makes one."
    return ""


# -- arrays of other libraries, other arguments


def _numpy(error: _Error, found: re.Match[str]) -> str:
    if error.place.of_numpy:
        return f"{error.place.call} is NumPy's, but was given an NDArray. {_NUMPY}"
    return error.with_message(_NUMPY if "NDArray" in found[0] else f"Was a NumPy function given an NDArray? {_NUMPY}")


def _unknown_argument(error: _Error, found: re.Match[str]) -> str:
    call = error.place.expression
    if (
        isinstance(call, ast.Call)
        and any(keyword.arg == found[1] for keyword in call.keywords)
        and not error.place.of_numpy
    ):
        return f"{error.place.call} has no argument named {found[1]}."
    return _numpy(error, found)


def _not_an_array(error: _Error, found: re.Match[str]) -> str:
    traceback = error.error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    given = traceback.tb_frame.f_locals.get(found[1]) if traceback is not None else None
    kind = "an NDArray" if type(given) is mx.nd.NDArray else f"{type(given).__module__}.{type(given).__name__}"
    kind = kind.replace("builtins.", "")[:MAX_SHOWN]
    if type(given) is not mx.nd.NDArray:
        kind = "None" if given is None else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    of = "mx.sym takes a Symbol" if "Symbol" in found[0] else "mx.nd takes an NDArray"
    return f"A function of {of} as {found[1]}, but was given {kind}.{error.place.shapes()}"


def _missing(error: _Error, found: re.Match[str]) -> str:
    module = f"{found[2]}" if found[1] is None else f"an array's .{found[2]}"
    other = _ELSEWHERE.get(found[2])
    return error.with_message(f"In MXNet, {other} takes the place of {module}.") if other else ""


def _no_input(error: _Error, found: re.Match[str]) -> str:
    if int(found[3]) > int(found[2]):
        return ""
    return f"The operator {found[1]} was called with fewer arrays than it needs: one is missing, or is None."


def _order(error: _Error, found: re.Match[str]) -> str:
    return error.with_message(f"{_arguments(error.frames)}{_ORDER}")


def _arguments(frames: list[types.TracebackType]) -> str:
    """What the outermost function of the student's was called with, as a sentence; empty if that is not known."""
    if not frames:
        return ""
    frame = frames[0].tb_frame
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount]
    kinds = [_kind(frame.f_locals.get(name)) for name in names]
    if not names or not all(kinds):
        return ""
    given = _listed([f"{name} is {kind}" for name, kind in zip(names, kinds, strict=True)])
    return f"In this call of {code.co_name}({', '.join(names)}), {given}. "


def _kind(value: Any) -> str:
    match value:
        case types.FunctionType() | types.MethodType() | type():
            return "a function"
        case list() | tuple():
            return f"a {type(value).__name__}"
        case bool() | int() | float():
            return "a number"
    if _is_array(value):
        return f"an array of shape {tuple(value.shape)}"
    return "an iterator of batches" if type(value).__name__ in ("Batches", "DataLoader") else ""


def _count(error: _Error, found: re.Match[str]) -> str:
    return "" if error.frames else error.with_message("The notebook says which arguments the function takes.")


def _always(sentence: str) -> Callable[[_Error, re.Match[str]], str]:
    return lambda error, found: sentence


def _besides(sentence: str) -> Callable[[_Error, re.Match[str]], str]:
    return lambda error, found: error.with_message(sentence)


_SIZES = r"([\[(][-\d, ]*[\])])"
# The first pattern that is found in the message is used. Only the messages tell errors of one class apart. A student who fakes
# one gets an unhelpful sentence, and no more.
_MEANINGS: tuple[tuple[str, Callable[[_Error, re.Match[str]], str]], ...] = (
    (
        "can only accept (?:MXNet numpy|legacy) ndarrays|use the zero-copy as_np_ndarray function"
        r"|type <class 'mxnet\.(?:ndarray\.ndarray\.NDArray|numpy\.\S+)'> not supported",
        _always(_EDITION),
    ),
    (
        r"type <class 'numpy\.ndarray'> not supported",
        _besides("An mx.nd.NDArray and a NumPy array do not go together: use mx.nd throughout."),
    ),
    (
        r"type <class 'NoneType'> not supported",
        _besides("One side is None: does a function that it comes from return its result?"),
    ),
    (rf"\((\d+) vs\. (\d+)\) : dot shape error: {_SIZES} X {_SIZES}", _dot),
    (rf"could not be broadcast together with shapes {_SIZES} {_SIZES}\Z", _broadcast),
    (rf"remapped shapes ?\[original->remapped\]: {_SIZES} +and requested shape {_SIZES}", _into),
    (rf"-th input: expected {_SIZES}, got {_SIZES}", _unequal_shapes),
    (r"-th input: expected (\w*(?:float|int)\d+), got (\w*(?:float|int)\d+)", _unequal_dtypes),
    (rf"(?:Error in operator (\w+): )?Shape inconsistent, Provided = ?{_SIZES}, inferred shape={_SIZES}", _provided),
    (r"Operator (\w+) inferring shapes failed\.\ninput shapes:\n((?:.*\n)*?)output shapes:", _inputs),
    (r"Assigning to NDArrays that are already in a computational graph", _overwritten),
    (r"Cannot differentiate node because it is not in a computational graph", _not_recorded),
    (r"\bNoneType\b", _no_gradient),
    (
        r"Operator (\w+) require all inputs live on the same context\. But the first argument is on (\w+\(\d+\)) while the "
        r"(\d+)-th argument is on (\w+\(\d+\))",
        lambda error, found: (
            f"The arrays of {found[1]} are on different devices: the first on {found[2]}, number {found[3]} on {found[4]}. "
            "as_in_context(...) copies an array to a device."
        ),
    ),
    (r"of type NDArray which has no callable", _numpy),
    # NumPy converts an NDArray to an array of 32 axes, most of them of length 1.
    (r"dot: too many dimensions in result|(?:,1){15}|found 33\Z", _numpy),
    (r"Cannot find argument '(\w+)'\Z", _unknown_argument),
    (r"Argument (\w+) must (?:have NDArray type|be Symbol instances), but got", _not_an_array),
    (r"Operator (\w+) expects (\d+) inputs, but got (\d+) instead", _no_input),
    (r"(?:'(NDArray)' object|module 'mxnet\.ndarray') has no attribute '(\w+)'", _missing),
    (
        r"\A'(?:function|method|float|int)' object is not (?:iterable|subscriptable)"
        r"|\A'(?:Batches|DataLoader|list|tuple)' object is not callable"
        r"|\Aobject of type '(?:function|method|float|int)' has no len\(\)",
        _order,
    ),
    (r"\(\) (?:takes .* positional arguments? but|missing \d+ required positional argument)", _count),
)


def _syntax(error: SyntaxError, message: str) -> str:
    line = (error.text or "").strip()
    if message.startswith("f-string"):
        told = (
            "Before 3.12, the braces of an f-string hold neither the quotes that are around it nor a backslash: use the other "
            "kind of quotes inside, or a variable."
        )
    elif re.match(r"(?:async )?(?:def|class) \w+\[", line):
        told = "Type parameters in brackets came with 3.12: leave them out."
    elif re.match(r"type \w+", line):
        told = "The statement type X = ... came with 3.12: write X = ... in its place."
    elif "multiple exception types must be parenthesized" in message:
        told = "Before 3.14, several classes after except need parentheses."
    else:
        return f"{message}\n{_PYTHON}: what later versions understand may be an error to it."
    return f"{message}\n{_PYTHON}. {told}"
