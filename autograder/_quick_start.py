"""A second less for every command: what jsonschema imports and notebooks never need waits until it is asked for.

nbformat checks notebooks with jsonschema, which imports ``rfc3987_syntax`` where that is installed (Jupyter's event schemas
ask for it). It builds 38 parsers as it is imported, for formats of names of resources: 0.8 of the 1.1 s that ``import
nbformat`` takes. A stand-in under its name builds them at the first question instead.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from typing import Any

NAME = "rfc3987_syntax"


class _StandIn(types.ModuleType):
    """The module under its own name, until the first question; then the module itself takes its place."""

    def is_valid_syntax(self, term: str, value: str) -> bool:
        """What jsonschema imports: whether ``value`` is, say, an ``iri``."""
        return bool(_real(self).is_valid_syntax(term, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system's own questions
            raise AttributeError(name)
        return getattr(_real(self), name)


def _real(stand_in: types.ModuleType) -> Any:
    if sys.modules.get(NAME) is stand_in:
        del sys.modules[NAME]
    return importlib.import_module(NAME)


def put_off() -> None:
    """Put the stand-in there, where the module is installed and nobody has imported it yet."""
    if NAME in sys.modules:
        return
    spec = importlib.util.find_spec(NAME)
    if spec is None:
        return
    stand_in = _StandIn(NAME)
    stand_in.__spec__ = spec
    stand_in.__path__ = list(spec.submodule_search_locations or ())
    sys.modules[NAME] = stand_in
