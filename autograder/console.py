"""Output of the command line: results on stdout; messages and progress bars on stderr.

Owns the two consoles. Must not know the texts.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.rule import Rule
from rich.text import Text

_WIDE = 400  # columns, for files and pipes: lines need not wrap at 80 there


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
    """A progress bar on a terminal, nothing elsewhere. Call the yielded function after each step.

    It takes a label for the step and the total number of steps (``None`` if that is unknown).
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def advance(label: str, whole: int | None = None) -> None:
            progress.update(task, advance=1, description=f"{what}: {label}"[:72], total=whole)

        yield advance


def rule(name: str = "") -> None:
    OUT.print(Rule(Text(name, "bold")), width=min(OUT.width, 80))
