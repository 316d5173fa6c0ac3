"""Where the command line speaks: results on stdout, everything else on stderr. Must not know what is said."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.text import Text

_WIDE = 400  # columns: a file or a pipe has no edge, and its reader no use for lines broken at 80


def _out() -> Console:
    console = Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE
    return console


OUT = _out()
ERR = Console(stderr=True)


def complain(message: str) -> None:
    ERR.print(Text.assemble(("autograder: ", "bold red"), message), soft_wrap=True)


def note(message: str) -> None:
    ERR.print(Text(message), soft_wrap=True)


@contextlib.contextmanager
def progress_bar(what: str) -> Iterator[Callable[[str, int | None], None]]:
    """A progress bar on a terminal, silence elsewhere. The callable takes a label and how many are to come."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def advance(label: str, whole: int | None = None) -> None:
            progress.update(task, advance=1, description=f"{what}: {label}"[:48], total=whole)

        yield advance


def rule(name: str = "") -> None:
    OUT.print(Rule(Text(name, "bold")), width=min(OUT.width, 80))
