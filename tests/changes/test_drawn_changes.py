"""No verdict at source differs from mypy's, of pairs of specs drawn by chance."""

from __future__ import annotations

from pathlib import Path

from drawn_changes import disagreements


def test_mypy_agrees_on_pairs_drawn_by_chance(tmp_path: Path) -> None:
    wrong, free = disagreements(20, 0, tmp_path)
    assert not wrong, "\n".join(wrong)
    assert free > 4
