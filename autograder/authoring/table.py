"""The result of `autograder verify` as a table for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from autograder.authoring.verification import Row, Verification


def verification_table(seen: Verification) -> RenderableType:
    """A row for each function (checks, wrong samples caught, right ones accepted, mutants killed), then the survivors by name.

    Cells without any samples or mutants show ``none``: ``0 of 0`` would look like success.
    """
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Function", no_wrap=True)
    for heading in ("\nChecks", "Wrong\ncaught", "Right\naccepted", "Mutants\nkilled", "Equiv-\nalent"):
        table.add_column(heading, justify="right")
    for row in seen.rows:
        table.add_row(
            Text(row.function),
            str(row.checks),
            _of(row.caught, row.wrong),
            _of(row.accepted, row.right),
            _of(row.killed, row.mutants - row.equivalent),
            str(row.equivalent or ""),
        )
    survivors = [Text(f"survivor: {row.function}: {name}") for row in seen.rows for name in row.survivors]
    untried = [Text(f"note: {row.function}: {_lacking(row)}", "bold yellow") for row in seen.rows if _lacking(row)]
    return Group(table, Text(f"mutation score {seen.score:.1%}"), *survivors, *untried)


def _of(some: int, tried: int) -> Text:
    return Text(f"{some} of {tried}") if tried else Text("none", "bold yellow")


def _lacking(row: Row) -> str:
    if row.wrong and row.right:
        return ""
    if row.wrong:
        return "no right samples: nothing proves that its checks accept other ways to write it"
    if row.right:
        return "no wrong samples: nothing proves that its checks catch usual mistakes, and feedback cannot name any"
    return "no samples: its checks were tried only on the solution and its mutants"
