"""What `autograder verify` saw, as a table for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from autograder.verification import Verification


def verification_table(seen: Verification) -> RenderableType:
    """Per function: checks, wrong samples caught, right ones accepted, mutants killed; then the survivors by name."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Function")
    for heading in ("Checks", "Wrong caught", "Right accepted", "Mutants killed", "Equivalent"):
        table.add_column(heading, justify="right")
    for row in seen.rows:
        table.add_row(
            row.function,
            str(row.checks),
            f"{row.caught} of {row.wrong}",
            f"{row.accepted} of {row.right}",
            f"{row.killed} of {row.mutants - row.equivalent}",
            str(row.equivalent or ""),
        )
    survivors = [Text(f"survivor: {row.function}: {name}") for row in seen.rows for name in row.survivors]
    return Group(table, Text(f"mutation score {seen.score:.1%}"), *survivors)
