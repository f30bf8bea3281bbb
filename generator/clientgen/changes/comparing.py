"""The comparison as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.api import Api
from .change import Change, Changes
from .clients import client_changes
from .models import model_changes
from .operations import operation_changes
from .renames import Renamed
from .sentences import api_words, schema_words
from .sides import Sides, sides_of


def compare(old: Api, new: Api, renamed: Renamed | None = None) -> Changes:
    """Find what has changed for the users of a client.

    Args:
        old: The API as it was.
        new: The API as it is.
        renamed: What people say has another name now.

    Raises:
        RenamedError: Something said to be renamed is not there.
    """
    renamed = renamed or Renamed()
    sides = sides_of(old, new, renamed)
    found = tuple(_all(sides))
    renamed.check()
    return Changes(found)


def _all(sides: Sides) -> Iterator[Change]:
    yield from client_changes(sides)
    yield from api_words(sides.old, sides.new)
    yield from operation_changes(sides)
    yield from model_changes(sides)
    for pair in sides.schemas:
        if pair.old and pair.new:
            yield from schema_words(replace(pair.old, name=pair.new.name), pair.new)
