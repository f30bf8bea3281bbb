"""A sandbox, opened: all of its parts joined."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from ..model.api import Api
from ..targets.samples.answers import Answers
from ..targets.samples.things import Thing
from .access import Access
from .actions import Actions
from .answers import Answering, plain
from .application import Application, Logged
from .embedding import embedding_of
from .families import with_families
from .keeping import Keeping
from .oauth import Tokens
from .options import Options
from .referring import Referring
from .refusals import SandboxError
from .routes import layout_of
from .seeding import seeding_of
from .shaping import Shapes
from .sql import Where
from .store import Store

_LARGE = 500
"""Things of each resource beyond which they are made when somebody asks for them."""


@dataclass(frozen=True, slots=True, repr=False)
class Sandbox:
    """An API as a server, with data of its own.

    Attributes:
        api: The API.
        options: How it was opened.
        application: Answers requests (ASGI).
        actions: Does what operations do, with the data.
    """

    api: Api
    options: Options
    application: Application
    actions: Actions
    _tokens: Tokens | None

    @property
    def log(self) -> list[Logged]:
        """The last requests, the latest last."""
        return list(self.application.log)

    def reset(self) -> None:
        """Be as at the start: the data, the log, and no token given out."""
        self.actions.store.reset()
        self.application.log.clear()
        self.application.repeats.clear()
        if self._tokens is not None:
            self._tokens.clear()

    def rows(self, resource: str) -> list[Thing]:
        """The things of a resource, in the order in which they were made.

        What was sent and the schema does not have is shown, too.

        Args:
            resource: Its name, such as ``Invoice``.

        Raises:
            KeyError: There is no such resource.
        """
        collection = self.actions.layout.collections[resource]
        store = self.actions.store
        store.ready(collection)
        with store.reading():
            return [
                plain(row) for row in store.page(collection, Where(), ["id"], -1, 0)
            ]

    def close(self) -> None:
        """Let go of the data."""
        self.actions.store.close()


def open_sandbox(api: Api, options: Options) -> Sandbox:
    """Open a sandbox of an API.

    Args:
        api: The API.
        options: What it holds, and whom it lets in.

    Raises:
        SandboxError: The options make no sense, or the file of the data cannot be used.
    """
    if options.rows < 0:
        raise SandboxError("rows: there cannot be fewer than none")
    known = {each.name for each in api.contexts}
    for name in options.context:
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            raise SandboxError(f"the API has no context {name!r}; it has {names}")
    asked = {s for r in api.resources for o in r.operations for s in o.terms.scopes}
    for name in sorted((options.scopes or frozenset()) - asked):
        names = ", ".join(sorted(asked)) or "none"
        raise SandboxError(f"no operation asks for the scope {name!r}; known: {names}")
    clock = options.clock or _now
    api, things = with_families(api)
    layout = layout_of(api, things)
    seeding = seeding_of(api, things, layout.owners, options.rows, options.seed)
    large = options.rows > _LARGE
    digest = hashlib.sha256(
        f"{api.resources} {api.schemas} {options.rows} {options.seed}".encode(
            "utf-8", "surrogatepass"
        )
    ).hexdigest()
    store = Store(layout.collections, seeding.rows_of, digest, options.data, large)
    shapes = Shapes.of(api, things)
    embedding = embedding_of(store, shapes.schemas, layout.owners, layout.collections)
    referring = Referring(store, layout.collections, shapes.schemas)
    answering = Answering(things, Answers(things), shapes, embedding)
    keeping = Keeping(store, answering, referring, clock)
    schemas = shapes.schemas
    actions = Actions(api, layout, store, answering, referring, schemas, keeping)
    oauth2 = api.auth.oauth2
    tokens = Tokens(oauth2, clock, options.seed) if oauth2 else None
    access = Access(api.auth, options.token, tokens, options.scopes)
    application = Application(api, actions, access, options.context)
    return Sandbox(api, options, application, actions, tokens)


def _now() -> datetime:
    return datetime.now(UTC)
