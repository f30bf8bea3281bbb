"""``clientgen sandbox``: arguments and printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin

import click

from ...pipeline import Settings
from ...writing.errors import WritingError
from ..settings import FOLDER, Arguments, find_settings
from ..teller import format_option
from ..terminal import begin_serving, counted, print_warnings, quiet_option

_CONTEXT = "NAME=VALUE"


@click.command(short_help="Run the API of a spec as a server on this machine.")
@click.argument("spec", required=False, type=FOLDER)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Whoever reaches it can change the data with the token.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file that keeps the data.  [default: none, it is forgotten]",
)
@click.option(
    "--rows",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="Of each resource.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Another gives other data."
)
@click.option(
    "--context",
    "contexts",
    metavar=_CONTEXT,
    multiple=True,
    help="What the API knows about the other side: rules for it are kept to.",
)
@click.option("--platform", help="Short for --context platform=...")
@click.option(
    "--weather",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of rules: what goes wrong with which requests.",
)
@click.option("--token", default="sandbox-token", show_default=True, help="Lets in.")
@click.option(
    "--scopes",
    metavar="NAMES",
    help="What the token is good for, with commas between.  [default: everything]",
)
@click.option(
    "--page/--no-page",
    "has_page",
    default=True,
    help="Show rows, requests and docs in a browser, on this machine alone.",
)
@click.option(
    "--webhooks",
    metavar="URL",
    help="Where to send the API's events when things change, on this machine.",
)
@click.option(
    "--webhook-secret",
    help="Signs the events. Default: sandbox-secret; for Standard Webhooks, the same in base64.",
)
@click.option(
    "--webhooks-anywhere", is_flag=True, help="Let the URL be on another machine."
)
@format_option
@quiet_option
def command(
    spec: Path | None,
    port: int,
    host: str,
    data: Path | None,
    rows: int,
    seed: int,
    contexts: tuple[str, ...],
    platform: str | None,
    weather: Path | None,
    token: str,
    scopes: str | None,
    has_page: bool,
    webhooks: str | None,
    webhook_secret: str | None,
    webhooks_anywhere: bool,
    quiet: bool,
) -> int:
    """Run the API of a spec as a server, with data that hangs together and its rules enforced.

    \b
    Examples:
        clientgen sandbox
        clientgen sandbox spec/shop --port 8000 --data shop.db
        clientgen sandbox --platform UPKEEP --token secret
        clientgen sandbox --webhooks http://127.0.0.1:9000/hook
    """
    if not token.strip():
        raise click.BadParameter(
            "it lets in, so it cannot be empty", param_hint="--token"
        )
    context = dict(map(_pair, contexts))
    if platform is not None:
        context["platform"] = platform
    try:
        import uvicorn

        from ...sandbox import Options, SandboxError, open_sandbox
        from ...sandbox.events import usual_secret
        from ...sandbox.forecast import WeatherError, read_rules
        from ...sandbox.sending import Sender
        from ...sandbox.serving import PageOptions, is_loopback, listening, serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("clientgen"):
            raise
        raise WritingError(
            f"the sandbox needs more than clientgen alone ({error.name} is missing):"
            " pip install 'clientgen[sandbox]'"
        ) from error
    from ...pipeline import read_alone

    del uvicorn
    settings = find_settings(Path.cwd(), Arguments(spec, Path("generated")))
    loaded = read_alone(settings)
    print_warnings(loaded.warnings, loaded.allowed)
    good_for = None
    if scopes is not None:
        good_for = frozenset(each.strip() for each in scopes.split(",") if each.strip())
    options = Options(rows, seed, context, token, data, scopes=good_for)
    try:
        rules = read_rules(weather) if weather else ()
        sender = None
        if webhooks is not None:
            secret = webhook_secret or usual_secret(loaded.api.webhooks)
            sender = Sender(loaded.api, webhooks, secret, anywhere=webhooks_anywhere)
        place = listening(host, port)
        sandbox = open_sandbox(loaded.api, options)
        sandbox.actions.store.hears = sender.changed if sender else None
    except (SandboxError, WeatherError, OSError) as error:
        raise WritingError(str(error)) from error

    # The page asks for no token: who could reach it from elsewhere could do everything.
    page = None
    if has_page and is_loopback(host):
        page = PageOptions(_docs(settings))

    def tell(url: str) -> None:
        say = begin_serving()
        if not quiet:
            resources = counted(len(loaded.api.resources), "resource")
            say(f"{loaded.api.title}: {resources}, {counted(rows, 'row')} each")
        say(f"url    {url}")
        say(f"token  {token}")
        if page is not None:
            say(f"page   {_page_of(url)}")
        if not quiet:
            say("(Ctrl+C ends it)")

    try:
        serve(sandbox, place, host, tell, rules, page)
    except WeatherError as error:
        raise WritingError(f"{weather}: {error}") from error
    finally:
        sandbox.close()
        if sender is not None:
            sender.close()
    return 0


def _docs(settings: Settings) -> Callable[[], Mapping[str, bytes]] | None:
    """The documentation site, made page by page; None where its extra is missing."""
    if not all(map(find_spec, ("markdown_it", "pygments"))):
        return None

    @cache
    def made() -> Callable[[], Mapping[str, bytes]]:
        from ... import pipeline

        return pipeline.site_pages(settings)

    return lambda: made()()


def _page_of(url: str) -> str:
    """Where the page is; the root leads there, unless the API has something at it."""
    return urljoin(url, "/_sandbox/")


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise click.BadParameter(
            f"expected {_CONTEXT}, got {text!r}", param_hint="--context"
        )
    return name, value
