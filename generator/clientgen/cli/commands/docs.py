"""``clientgen docs``: arguments and printing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click

from ..printing import echo
from ..settings import FOLDER, Arguments, find_settings
from ..teller import format_option, teller
from ..terminal import (
    Progress,
    begin_serving,
    counted,
    print_drifts,
    print_refused,
    print_remembered,
    print_warnings,
    quiet_option,
)

_SITE = "site"


def _takes_spec(command: Callable[..., int]) -> Callable[..., int]:
    spec = click.argument("spec", required=False, type=FOLDER)
    templates = click.option(
        "--templates",
        type=FOLDER,
        help="A folder of templates; each replaces clientgen's own of the same path.",
    )
    since = click.option(
        "--since",
        metavar="REV",
        help="A git revision: a page lists what has changed since.",
    )
    return spec(templates(since(command)))


@click.group(short_help="Build the documentation site, or show it.")
def command() -> None:
    """Build the documentation site of a spec, or show it in a browser.

    \b
    Examples:
        clientgen docs serve --open
        clientgen docs build --out public --since v1.2.0
    """


@command.command()
@_takes_spec
@click.option(
    "--out", type=FOLDER, default=Path(_SITE), help="Where to.  [default: site]"
)
@click.option("--force", is_flag=True, help="Overwrite pages that were edited by hand.")
@format_option
@quiet_option
def build(
    spec: Path | None,
    templates: Path | None,
    since: str | None,
    out: Path,
    force: bool,
    quiet: bool,
) -> int:
    """Write the site: plain files that any web server, or a browser alone, can show.

    \b
    Examples:
        clientgen docs build
        clientgen docs build spec/shop --out public --since v1.2.0
    """
    from ... import pipeline

    started = time.perf_counter()
    settings = find_settings(Path.cwd(), Arguments(spec, out, (_SITE,), templates))
    with Progress(started, quiet) as progress:
        done = pipeline.build_site(settings, progress.tell, since=since, force=force)
    print_warnings(done.warnings, done.allowed)
    if done.by_digests:
        print_remembered(done.manifest, Arguments(spec), settings)
    if done.update.refusals:
        from ...writing.drift import describe

        mends = {"FORCE": ["clientgen", "docs", "build", "--out", str(out), "--force"]}
        drifts = map(describe, done.update.refusals)
        print_drifts(drifts, out, mends, to_stderr=True)
        print_refused(len(done.update.refusals))
        return 1
    if not quiet and not teller().is_document:
        written = len(done.update.written)
        total = written + len(done.update.unchanged)
        echo(
            f"{out / 'index.html'}: {counted(done.manifest.operations, 'operation')},"
            f" {counted(total, 'file')} ({written} changed)"
            f" in {time.perf_counter() - started:.1f} s"
        )
    return 0


@command.command()
@_takes_spec
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "browse", is_flag=True, help="Open it in a browser.")
@format_option
def serve(
    spec: Path | None,
    templates: Path | None,
    since: str | None,
    port: int,
    browse: bool,
) -> int:
    """Show the site on this machine alone, without writing files.

    Each page is made when it is asked for, and anew when the spec has changed; a browser
    that shows one loads it again then.

    \b
    Examples:
        clientgen docs serve --open
        clientgen docs serve spec/shop --port 8080
    """
    from ... import pipeline
    from ...serving import serve_pages
    from ...watching import look

    # Nothing is written; but where the files of another spec go is nothing to ask here.
    told = Arguments(spec, Path(_SITE), (_SITE,), templates)
    settings = find_settings(Path.cwd(), told)
    loaded = pipeline.read_alone(settings)
    print_warnings(loaded.warnings, loaded.allowed)
    pages = pipeline.site_pages(settings, since=since)
    places = [str(place) for place in (settings.spec, settings.templates) if place]
    with serve_pages(pages, port, lambda: look(places)) as server:
        begin_serving()(f"{server.url} (Ctrl+C ends it)")
        if browse:
            import webbrowser

            webbrowser.open(server.url)
        server.run()
    return 0
