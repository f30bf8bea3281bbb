"""Hostile texts of a spec on a terminal: one line each, and nothing that moves the cursor."""

from __future__ import annotations

import shutil
from pathlib import Path

import grid
import pytest
from payloads import PAYLOADS
from positions import write

from clientgen.showing import find, page_of
from clientgen.targets.sinks import HIDDEN


@pytest.mark.parametrize("payload", ["escape sequence", "newlines"])
def test_nothing_that_is_shown_moves_the_cursor(payload: str, tmp_path: Path) -> None:
    for spec in grid.SPECS:
        texts = grid.texts_of(spec, PAYLOADS[payload])
        left = grid.sift(spec, texts, tmp_path / "spec", grid.Outcome())
        folder = tmp_path / "shown"
        write(spec, left, folder)
        api = grid.load(folder).api
        names = [schema.name for schema in api.schemas]
        for resource in api.resources:
            names.append(resource.name)
            names += [f"{resource.name}.{each.name}" for each in resource.operations]
        for name in names:
            page = page_of(api, find(api, name), grid.templates())
            assert not HIDDEN.search(page.text.replace("\n", "")), name
        shutil.rmtree(folder)
