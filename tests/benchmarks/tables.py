"""The table: what was measured, its floor, their ratio, the target, and whether it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        name: What was measured.
        figure: Seconds on the clock, or as the unit says.
        cpu: Seconds of processors.
        floor: What it is compared with.
        targets: Each target in words, and whether it is kept.
        unit: Of the figure and the floor.
        measured: What is compared with the floor; the figure by default.
    """

    name: str
    figure: float
    cpu: float | None = None
    floor: float | None = None
    targets: Sequence[tuple[bool, str]] = field(default=())
    unit: str = "s"
    measured: float | None = None


def print_rows(rows: Sequence[Row]) -> None:
    """Print a table."""
    print(f"{'':52}{'figure':>10}{'CPU s':>8}{'floor':>8}{'ratio':>7}  targets")
    for row in rows:
        digits = 0 if row.unit == "MiB" else 3 if row.unit == "s" else 1
        figure = f"{row.figure:.{digits}f} {row.unit}"
        cpu = "" if row.cpu is None else f"{row.cpu:.3f}"
        floor = "" if row.floor is None else f"{row.floor:.{digits}f}"
        measured = row.figure if row.measured is None else row.measured
        ratio = "" if not row.floor else f"{measured / row.floor:.2f}"
        kept = "; ".join(
            f"{words}: {'ok' if good else 'MISSED'}" for good, words in row.targets
        )
        print(f"{row.name:52}{figure:>10}{cpu:>8}{floor:>8}{ratio:>7}  {kept}")
