"""No verdict at source differs from mypy's, of pairs of specs drawn by chance."""

from __future__ import annotations

from pathlib import Path

import drawn_apis
import drawn_changes
import pytest
from judged_calls import disagreements


@pytest.mark.slow
def test_mypy_agrees_on_pairs_drawn_by_chance(tmp_path: Path) -> None:
    drawn = [*drawn_changes.pairs(15, 0, tmp_path), *drawn_apis.pairs(8, 0)]
    wrong, free = disagreements(drawn, tmp_path / "judged")
    assert not wrong, "\n".join(wrong)
    assert free > 8
