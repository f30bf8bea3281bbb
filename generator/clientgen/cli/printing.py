"""What commands print as text."""

from __future__ import annotations

import click

from .outcome import inert


def echo(text: str, *, err: bool = False) -> None:
    """Print lines, whatever file names, settings and a repository's texts are among them."""
    click.echo(inert(text), err=err)
