"""What ``clientgen diff --against openapi`` prints: where a spec corrects a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .printing import echo
from .terminal import counted

if TYPE_CHECKING:
    from ..corrections import Corrections


def tell_corrections(file: Path, spec: Path, out: Path | None, *, as_json: bool) -> int:
    """Print where a spec says otherwise than a document, and write an overlay that says it.

    Args:
        file: The document.
        spec: The spec's folder.
        out: Where the overlay goes; None for none.
        as_json: Whether programs read it.

    Returns:
        How many corrections there are.
    """
    from ..corrections import correct, overlay_text
    from ..writing.errors import WritingError

    done = correct(file, spec)
    if out is not None and done.overlay is not None:
        try:
            out.write_text(
                overlay_text(done.overlay, out), encoding="utf-8", newline="\n"
            )
        except OSError as error:
            raise WritingError(f"{out}: {error.strerror or error}") from error
    if as_json:
        click.echo(_as_json(done))
        return len(done.found)
    for line in _lines(done):
        echo(line)
    echo(f"{counted(len(done.found), 'correction')} of {file.name}")
    if out is not None and done.overlay is not None:
        said = len(done.found) - len(done.unsaid)
        echo(f"{out}: an overlay that says {said} of them")
    elif out is not None:
        echo(f"{out} is not written: there is nothing to say in it")
    return len(done.found)


def _lines(done: Corrections) -> Iterator[str]:
    from ..updating.telling import shown_text

    unsaid = {(each.name, each.yours) for each in done.unsaid}
    for each in done.found:
        words = (
            f"{each.position}: {each.name}: the document says {each.theirs}"
            f" ({each.spot}), the spec says {each.yours}"
        )
        tail = "; not in an overlay" if (each.name, each.yours) in unsaid else ""
        yield shown_text(words) + tail


def _as_json(done: Corrections) -> str:
    unsaid = {(each.name, each.yours) for each in done.unsaid}
    told = [
        {
            "name": each.name,
            "spec": str(each.position),
            "document": str(each.spot),
            "document_says": each.theirs,
            "spec_says": each.yours,
            "in_overlay": (each.name, each.yours) not in unsaid,
        }
        for each in done.found
    ]
    return json.dumps({"corrections": told}, indent=2, ensure_ascii=False)
