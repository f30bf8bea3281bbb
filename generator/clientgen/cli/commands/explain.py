"""``clientgen explain``: arguments and printing."""

from __future__ import annotations

import click

from ..printing import echo
from ..teller import paints

_SIDES = {"-": "removed", "+": "added"}


@click.command(short_help="Say what a finding's code means, with an example.")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Say what CODE means: a mistake, what clientgen says of it, and what mends it.

    The code stands in brackets in each finding: error[unknown-type]. Without CODE, all are
    listed.

    \b
    Examples:
        clientgen explain unknown-type
    """
    from ...explaining import codes, example, meaning

    if code is None:
        for each in codes():
            echo(f"{each:26}  {meaning(each)}")
        return 0
    if code not in codes():
        raise click.BadParameter(
            f"{code!r} is no code of a finding{_near(code, codes())}", param_hint="CODE"
        )
    from ...explaining.judging import findings

    shown = example(code)
    paint = paints(stdout=True)
    click.echo(f"{paint(code, 'place')}: {shown.meaning}")
    for path, lines in shown.files.items():
        echo(f"\n{path}")
        for line in lines:
            mark = line[:1] if line[:1] in _SIDES else " "
            text = f"  {mark} {line[1:]}".rstrip()
            click.echo(paint(text, _SIDES[mark]) if mark in _SIDES else text)
    echo("\nBefore the lines with - are replaced by those with +, clientgen says:\n")
    found = [each for each in findings(shown, "-") if each.code == code]
    for finding in found[:1]:
        echo(f"  {finding}")
    if found and found[0].severity == "warning":
        echo("\nWhere it is meant so, allow it, above its line or behind it:\n")
        echo(f"  # clientgen: allow {code} because REASON")
    return 0


def _near(code: str, known: list[str]) -> str:
    from ...reading.findings import nearest

    near = nearest(code, known) if len(code) <= 100 else ""
    return f"; did you mean {near!r}?" if near else "; see clientgen explain"
