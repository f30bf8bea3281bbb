"""What a run has found, told in the form that was asked for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from .printing import echo

if TYPE_CHECKING:
    from ..notices.notice import Notice
    from ..reading import Allowed, Finding

_FORMATS = ("text", "json", "github", "sarif")
_COLOURS: dict[str, dict[str, Any]] = {
    "place": {"bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "error mark": {"fg": "red", "bold": True},
    "warning mark": {"fg": "yellow", "bold": True},
    "gutter": {"fg": "blue"},
    "added": {"fg": "green"},
    "removed": {"fg": "red"},
}


class Teller:
    """Tells findings as they come, or keeps them for one document at the end.

    Attributes:
        form: ``text``, ``json``, ``github`` or ``sarif``.
        failing: The form where the command fails, as of one whose own documents are other
            than those of findings.
    """

    def __init__(self) -> None:
        self.form = "text"
        self.failing = ""
        self._notices: list[Notice] = []
        self._finished = False

    @property
    def is_document(self) -> bool:
        """Whether stdout holds one document, and nothing else."""
        return self.form in ("json", "sarif")

    @property
    def is_complete(self) -> bool:
        """Whether programs read it, which cannot be told to look elsewhere."""
        return self.form != "text"

    def findings(self, findings: Iterable[Finding]) -> None:
        """Tell mistakes in a spec."""
        found = tuple(findings)
        if self.form == "text" and not is_terminal():
            for finding in found:
                echo(str(finding), err=True)
            return
        from ..notices.notice import of_findings
        from ..notices.sources import Sources

        sources = Sources()
        notices = of_findings(found, sources)
        self._notices += notices
        if self.is_document:
            return
        from ..notices.frames import frame, headline

        paint = paints()
        width = shutil.get_terminal_size().columns
        for notice in notices:
            click.echo(headline(notice, paint), err=True, color=True)
            for line in frame(notice, sources, width, paint) if is_terminal() else ():
                click.echo(line, err=True, color=True)
        self._commands(notices)

    def allowed(self, allowed: Iterable[Allowed]) -> None:
        """Remember warnings that a spec's comments allow: SARIF alone has words for them."""
        if self.form == "sarif":
            from ..notices.notice import of_allowed
            from ..notices.sources import Sources

            self._notices += of_allowed(allowed, Sources())

    def file(self, path: str, kind: str, message: str) -> None:
        """Remember a file that is not as it should be; in text it is the command's to tell."""
        if self.form == "text":
            return
        from ..notices.notice import of_file

        notices = [of_file(path, kind, message)]
        self._notices += notices
        self._commands(notices)

    def _commands(self, notices: Iterable[Notice]) -> None:
        if self.form == "github":
            from ..notices.as_github import command

            for notice in notices:
                echo(command(notice))

    def finish(self, code: int, error: str = "") -> None:
        """Print the document, where one was asked for; once, whatever comes after it.

        Args:
            code: The exit code.
            error: Why the command could not run, where it could not.
        """
        if not self.is_document or self._finished:
            return
        self._finished = True
        from ..notices.report import Outcome, as_json, as_sarif

        outcome = Outcome(self._notices, code, error)
        if self.form == "json":
            click.echo(as_json(outcome))
        else:
            from ..explaining import meaning

            codes = {notice.code for notice in self._notices}
            click.echo(as_sarif(outcome, {code: meaning(code) for code in codes}))


def is_terminal(*, stdout: bool = False) -> bool:
    """Whether a person looks at stderr, on something that can show more than lines."""
    stream = sys.stdout if stdout else sys.stderr
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def paints(*, stdout: bool = False) -> Callable[[str, str], str]:
    """How to colour; not at all where nobody wants it, see https://no-color.org."""
    if os.environ.get("NO_COLOR") or not is_terminal(stdout=stdout):
        return lambda text, what: text
    return lambda text, what: click.style(text, **_COLOURS.get(what, {}))


def teller() -> Teller:
    """That of this run."""
    found = click.get_current_context().find_object(Teller)
    return found or Teller()


def _chosen(ctx: click.Context, _: click.Parameter, value: str) -> None:
    if found := ctx.find_object(Teller):
        found.form = value


format_option = click.option(
    "--format",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    expose_value=False,
    is_eager=True,
    callback=_chosen,
    help="How to tell what is found: json and sarif are one document on stdout, github"
    " puts it on the lines of a pull request.",
)
