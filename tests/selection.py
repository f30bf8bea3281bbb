"""Cases that everybody runs, and those besides that CI runs: `pytest -m slow`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def mostly_slow(cases: Iterable[Any], quick: Collection[Any]) -> list[Any]:
    """All cases of a test, most of them marked as slow.

    Args:
        cases: The cases.
        quick: Those that everybody runs: one of each kind.
    """
    return [
        case if case in quick else pytest.param(case, marks=pytest.mark.slow)
        for case in cases
    ]
