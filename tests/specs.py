"""Specs of this repository, read once in each process that runs tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from clientgen.model.api import Api
from clientgen.reading import load

ROOT = Path(__file__).parents[1]


@cache
def known_api(folder: str) -> Api:
    """What a spec says.

    Args:
        folder: Of the spec, as seen from the repository.
    """
    return load(ROOT / folder).api
