"""The API as frozen dataclasses: everything that targets see of a spec.

All names are wire names, exactly as the API spells them. Names in a programming language
are the business of that language's target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .access import NO_AUTH, Given
from .access import ApiKey as ApiKey
from .access import Auth as Auth
from .access import Bearer as Bearer
from .access import OAuth2 as OAuth2
from .limits import NO_LIMITS, Limits
from .position import Position
from .rules import Rule
from .servers import Server as Server
from .terms import USUAL, Terms
from .types import Type
from .webhooks import Webhooks as Webhooks

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from, and how sure they are.

    Attributes:
        name: How the spec refers to it.
        title: What it is, in words.
        url: Where it can be read; may be empty.
        date: When it was written or read (ISO 8601 date); may be empty.
        confidence: How far to trust it.
        note: Anything a reader should know; may be empty.
    """

    name: str
    title: str
    url: str = ""
    date: str = ""
    confidence: Literal["documented", "inferred", "doubtful"] = "documented"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """One way to walk lists. Places in an answer are dotted paths such as ``meta.last_page``,
    where ``-1`` is the last item of an array, or headers such as ``header X-Total``; an empty
    string means that the API has no such thing.

    Attributes:
        style: ``page`` (a page number), ``offset``, ``cursor``, or ``link`` (the answer
            gives the next URL).
        parameter: Query parameter that selects the page, the offset or the cursor.
        size_parameter: Query parameter for the page size.
        first: The number of the first page, or the first offset.
        items: Place of the items in the answer; empty when the answer is a bare array.
        meta: Place of the object shown as a page's ``meta``.
        links: Place of the object shown as a page's ``links``.
        current: Place of the current page number (page style).
        last: Place of the last page number (page style).
        total: Place of the number of all items.
        next: Place of the next cursor (cursor style) or the next URL (link style, and page
            style as a second opinion). A header is read as RFC 8288 has it in link style.
        more: Place of the boolean that says whether there are further pages.
    """

    style: Literal["page", "offset", "cursor", "link"]
    parameter: str
    size_parameter: str = ""
    first: int = 1
    items: str = ""
    meta: str = ""
    links: str = ""
    current: str = ""
    last: str = ""
    total: str = ""
    next: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Filtering:
    """How filters and sorting are spelled in the query.

    Attributes:
        parameter: Such as ``filter``: sent as ``filter[name:contains]=X``.
        operators: Known operators, by the name people read and the name on the wire.
        match_parameter: Parameter that joins several filters (``filterMatch``); may be empty.
        match_values: Its values, such as ``all`` and ``any``.
        sort_parameter: Such as ``sort``: sent as ``sort[createdAt]=1``.
        ascending: Value of the sort parameter for ascending order.
        descending: Value for descending order.
    """

    parameter: str = ""
    operators: tuple[tuple[str, str], ...] = ()
    match_parameter: str = ""
    match_values: tuple[str, ...] = ()
    sort_parameter: str = ""
    ascending: str = ""
    descending: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Something the caller may declare about the other side, such as the connected platform.

    Attributes:
        name: In snake case, as clients call it.
        values: Those that rules speak of; other values are legal and mean "no rule known".
    """

    name: str
    values: tuple[str, ...]
    summary: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a schema or of a request body.

    Attributes:
        name: Wire name.
        type: What a value is when it is neither absent nor null.
        alias: Name that clients use instead of one derived from ``name``, in snake case;
            empty when derived.
        required: In an answer: always there. In a body: the vendor's own mark (also a rule,
            unless null is legal).
        nullable: Null is a legal value. Said where required; else taken for granted.
        summary: What it means, where a reader needs it.
        note: A doubt or a warning about the fact itself.
        role: What a key of a body does where a list is walked: ``page`` (page number, offset
            or cursor), ``size``, or else ``value``.
        explode: How an array is sent in a form; empty: as the API's forms do.
        example: A JSON value, or None when there is none.
        source: Names of sources, empty when those of the file hold.
        limits: Bounds and a default, as people are told them.
    """

    name: str
    type: Type
    alias: str = ""
    required: bool = False
    nullable: bool = True
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    role: Literal["value", "page", "size"] = "value"
    explode: Literal["", "repeat", "brackets", "indexed", "comma"] = ""
    summary: str = ""
    note: str = ""
    limits: Limits = NO_LIMITS
    example: Json = None
    source: tuple[str, ...] = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """An object with named fields, or a list of values that several fields share.

    Attributes:
        name: Such as ``Invoice``.
        fields: In the spec's order; empty when nobody documents them.
        file: Where it is declared, below the spec's folder: ``schemas/address.yaml``.
        resource: The resource whose schema this is, or None for a shared one.
        type: What it is where it is no object; it has no fields then.
        write_only: What an object holds besides in bodies, and never in answers.
        additional: The type of all keys that are not among the fields; None where nobody
            says that there are others.
        only_sent: Whether no answer holds it: what is required must be given then.
    """

    name: str
    fields: tuple[Field, ...]
    file: str = ""
    summary: str = ""
    note: str = ""
    source: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    resource: str | None = None
    position: Position | None = None
    type: Type | None = None
    additional: Type | None = None
    write_only: tuple[Field, ...] = ()
    only_sent: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a path, a query, a header or a cookie.

    Attributes:
        name: Wire name.
        role: ``value`` for an ordinary one; ``filter``, ``sort``, ``page`` (page
            number, offset or cursor), ``size`` and ``idempotency`` (a key that the client
            makes for a POST) are handled by the runtime.
        explode: How an array is sent in a query: ``tags=a&tags=b`` (repeat), ``tags[]=a``
            (brackets), ``tags=a,b`` (comma), ``tags=a|b`` (pipes), ``tags=a%20b`` (spaces).
        once: What the client may be given instead of each call; None when that is nothing.
        limits: Bounds and a default, as people are told them.
        http_date: A datetime is written as HTTP has it, in a header.
    """

    name: str
    type: Type
    role: Literal["value", "filter", "sort", "page", "size", "idempotency"] = "value"
    alias: str = ""
    required: bool = False
    explode: Literal["repeat", "brackets", "comma", "pipes", "spaces"] = "repeat"
    once: Given | None = None
    deprecated: bool = False
    http_date: bool = False
    summary: str = ""
    note: str = ""
    limits: Limits = NO_LIMITS
    example: Json = None
    source: tuple[str, ...] = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Forms:
    """How url-encoded and multipart bodies say what is no single value.

    Attributes:
        objects: ``brackets`` (``a[b]=1``); empty where url-encoded bodies have no objects,
            and multipart bodies have parts in JSON.
        arrays: ``repeat`` (``a=1&a=2``), ``brackets`` (``a[]=1``), ``indexed``
            (``a[0]=1``) or ``comma`` (``a=1,2``), unless a field says otherwise.
        nulls: Whether null is sent as an empty text (``empty``) or not at all (``omit``).
    """

    objects: Literal["", "brackets"] = ""
    arrays: Literal["repeat", "brackets", "indexed", "comma"] = "repeat"
    nulls: Literal["empty", "omit"] = "empty"


JSON_PARTS = Forms()
"""Where nothing is said."""


@dataclass(frozen=True, slots=True)
class Body:
    """A request body.

    Attributes:
        kind: ``object`` (JSON object of the fields), ``array`` (JSON array of such objects),
            ``multipart``, ``form`` (url-encoded), ``value`` (JSON of one type), ``text``,
            ``bytes``, or ``any`` (JSON of undocumented shape). The last four have no fields.
        fields: Its keys, in the spec's order.
        type: Of the whole body; None unless kind is value.
        content_type: Its media type, where that is not the usual one of its kind.
        forms: How a form or a multipart body says what is no single value.
    """

    kind: Literal[
        "object", "array", "multipart", "form", "value", "text", "bytes", "any"
    ]
    fields: tuple[Field, ...] = ()
    type: Type | None = None
    content_type: str = ""
    forms: Forms = JSON_PARTS

    @property
    def has_keys(self) -> bool:
        """Whether it is an object, or an array of objects, whose keys somebody lists."""
        return self.kind in ("object", "array", "multipart", "form")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a successful call gives.

    Attributes:
        kind: ``pages`` (the items of a list that is walked page by page), ``list`` (the
            items of one answer), ``single`` (one value), ``object`` (JSON of a shape that
            nobody documents), ``empty`` (nothing), ``bytes``, ``text``, ``exists`` (true
            for success, false for 404), ``status`` (as the status says), ``events``
            (server-sent events) or ``lines`` (a JSON value a line).
        type: Of one item or of the value; None unless kind is pages, list, single, events
            or lines.
        nullable: An answer without a body is none.
        statuses: What each status answers, None for nothing; empty unless kind is status.
        end: The data of the event that ends a stream; empty where its end does.
        envelope: Place of the value (``data``), or of the items of a list; empty when it is
            the whole answer.
    """

    kind: Literal[
        "pages",
        "list",
        "single",
        "object",
        "empty",
        "bytes",
        "text",
        "exists",
        "status",
        "events",
        "lines",
    ]
    type: Type | None = None
    envelope: str = ""
    nullable: bool = False
    statuses: tuple[tuple[int, Type | None], ...] = ()
    end: str = ""


@dataclass(frozen=True, slots=True)
class AnswerWhen:
    """Another answer, for a literal value of a key of the body.

    Attributes:
        key: The body's key.
        values: Its values; one of them suffices.
        answer: What is answered then.
    """

    key: str
    values: tuple[str | int | bool, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Errors:
    """How an API says what went wrong. Places are dotted paths; empty: there is no such.

    Attributes:
        body: Name of the schema of the answer's whole body; empty when nobody documents it.
        message: Place of the words for people.
        code: Place of the code for programs.
        codes: Known codes; others must be accepted too.
        failed: Places and their values that make an answer of success a failure.
    """

    body: str = ""
    message: str = ""
    code: str = ""
    codes: tuple[str, ...] = ()
    failed: tuple[tuple[str, str | int | bool | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint.

    Attributes:
        name: In snake case, unique within its resource: ``create``, ``update_status``.
        method: In upper case.
        path: Whole path below the server, with ``{parameter}`` segments.
        title: The vendor's own name for it in the navigation; may be empty.
        paging: How its list is walked; None unless the answer's kind is ``pages``.
        page_key: Dotted place of the body's key that selects the page; empty where a
            parameter of the query does, or nothing.
        answer_when: What it answers in special cases; the first that holds goes before.
        errors: How it says what went wrong; None where nothing is known of that.
        aliases: Further places where clients offer it: resource name and operation name.
        rules: Required-key rules over the body's keys, the vendor's ``required`` marks
            included as a rule.
        idempotent: Whether repeating does no harm; None where that is as the method says.
        suffix: What ends the paths of regular operations of its resource, such as ``.json``.
        terms: Who calls, with which constant headers, on which server.
    """

    name: str
    method: str
    path: str
    answer: Answer
    path_parameters: tuple[Parameter, ...] = ()
    query_parameters: tuple[Parameter, ...] = ()
    header_parameters: tuple[Parameter, ...] = ()
    cookie_parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    paging: Paging | None = None
    page_key: str = ""
    answer_when: tuple[AnswerWhen, ...] = ()
    errors: Errors | None = None
    rules: tuple[Rule, ...] = ()
    summary: str = ""
    note: str = ""
    title: str = ""
    deprecated: bool = False
    source: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    idempotent: bool | None = None
    suffix: str = ""
    terms: Terms = USUAL
    position: Position | None = None

    @property
    def place(self) -> str:
        """The path without the suffix that says of which kind answers are."""
        return self.path.removesuffix(self.suffix)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those of all places."""
        return (
            *self.path_parameters,
            *self.query_parameters,
            *self.header_parameters,
            *self.cookie_parameters,
        )

    @property
    def keyed(self) -> bool:
        """Whether the client makes a key, so that repeating is safe.

        Each page of a list is a request of its own, with another body: it has none.
        """
        made = any(p.role == "idempotency" for p in self.header_parameters)
        return made and self.answer.kind != "pages"


@dataclass(frozen=True, slots=True)
class Resource:
    """One group of the API.

    Attributes:
        name: Such as ``PurchaseOrder``.
        attribute: Where clients offer it, in snake case: ``purchase_orders``.
        file: Stem of the spec file, such as ``purchase_order``; names pages and modules.
        schema: Name of its own schema, or None when it has none.
        operations: In the spec's order.
        changed: When the vendor changed it last, as far as known (ISO 8601 date); may be empty.
    """

    name: str
    attribute: str
    file: str
    operations: tuple[Operation, ...]
    schema: str | None = None
    summary: str = ""
    note: str = ""
    modules: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    changed: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Module:
    """A product area of the vendor, such as ``erp``."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Api:
    """A whole API.

    Attributes:
        name: Name of the client class, such as ``Shop``.
        package: Import name of the generated package.
        version: The vendor's name for this version of the API.
        package_version: Version of the generated distribution (PEP 440).
        docs_url: Where the generated docs are published; may be empty.
        licence: Of the generated distribution, an SPDX expression; empty when none is declared.
        paging: The usual way to walk lists.
        ways: Further ones, by their names.
        resources: In the vendor's order.
        schemas: Those of resources and shared ones, sorted by name.
        terms: What holds for its operations unless they say otherwise.
    """

    name: str
    package: str
    version: str
    package_version: str
    title: str
    servers: tuple[Server, ...]
    resources: tuple[Resource, ...]
    schemas: tuple[Schema, ...]
    summary: str = ""
    description: str = ""
    docs_url: str = ""
    licence: str = ""
    auth: Auth = NO_AUTH
    paging: Paging | None = None
    ways: tuple[tuple[str, Paging], ...] = ()
    forms: Forms = JSON_PARTS
    errors: Errors | None = None
    filtering: Filtering | None = None
    contexts: tuple[Context, ...] = ()
    webhooks: Webhooks | None = None
    modules: tuple[Module, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: Terms = USUAL
    position: Position | None = None
    package_position: Position | None = None

    def server(self, name: str) -> Server | None:
        """The server of a name, or the default one for none; None where there is none."""
        if not name:
            return self.servers[0] if self.servers else None
        return next((each for each in self.servers if each.name == name), None)
