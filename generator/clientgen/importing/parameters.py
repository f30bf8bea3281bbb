"""Parameters of operations, with types that their places can say."""

from __future__ import annotations

import re
from typing import Any

from .calls import PLACES, Call
from .documents import At, Documents
from .problems import Journal, Spot
from .schemas import Schemas
from .shapes import (
    ANY,
    FILE,
    OBJECT,
    STRING,
    Either,
    Known,
    Many,
    Member,
    Object,
    Only,
    Registry,
    Shape,
    Table,
    Word,
    opened,
)

_IGNORED = ("accept", "content-type", "authorization")
_RESERVED = (
    *("proxy-authorization", "cookie", "accept-encoding", "connection"),
    *(
        "content-length",
        "date",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
    ),
    *("trailer", "transfer-encoding", "upgrade"),
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_STYLES = {"pipeDelimited": "pipes", "spaceDelimited": "spaces"}
_BRACES = re.compile(r"\{([^{}]*)\}")
_OTHERWISE = ("time", "duration", "unix", "unix_ms", "base64")


class Parameters:
    """Reads the parameters of operations."""

    def __init__(
        self, documents: Documents, schemas: Schemas, journal: Journal
    ) -> None:
        self._documents = documents
        self._schemas = schemas
        self._journal = journal
        self._names: set[str] = set()

    def read(
        self, item: At, operation: At, call: Call, hint: str
    ) -> dict[str, list[Member]]:
        """Read what an operation takes, by place.

        Args:
            item: The path's item, whose parameters all of its operations take.
            operation: The operation.
            call: What is known of it.
            hint: What objects in them are called after.
        """
        given: dict[tuple[str, str], At] = {}
        for at in (*item.get("parameters").each(), *operation.get("parameters").each()):
            found = self._documents.follow(at)
            if found is None or not isinstance(found.value, dict):
                continue
            name, place = found.text("name"), found.text("in")
            if place not in PLACES or not name:
                words = (
                    f"a parameter without a name, or in {place[:40]!r}; it is left out"
                )
                self._journal.lose("bad parameter", at.spot, words)
                continue
            if not name.isprintable() or len(name) > 200 or name != name.strip():
                words = "a parameter of an unsayable name is left out"
                self._journal.lose("bad parameter", at.spot, words)
                continue
            # Names of headers have no case (RFC 9110, 5.1); clients tell no cookies by it.
            key = name if place in ("path", "query") else name.lower()
            known = given.pop((key, place), None)
            if known is not None and place == "cookie" and known.text("name") != name:
                words = "another cookie's name differs from it in case alone"
                self._journal.lose("bad parameter", known.spot, words)
            given[key, place] = found
        made: dict[str, list[Member]] = {place: [] for place in PLACES}
        self._names = {name for name, place in given if place == "query"}
        for (_, place), at in given.items():
            name = at.text("name")
            if place == "header" and self._is_left_out(name, at.spot):
                continue
            if place == "cookie" and not _TOKEN.match(name):
                self._journal.lose("bad parameter", at.spot, "no cookie is called so")
                continue
            made[place] += self._read(name, place, at, hint)
        self._complete_path(call, made, operation.spot)
        return made

    def _is_left_out(self, name: str, spot: Spot) -> bool:
        if name.lower() in _IGNORED:
            return True  # OpenAPI says so: the media types and security say it
        if name.lower() in _RESERVED or not _TOKEN.match(name):
            words = "a header that the client sets itself, or that none is called"
            self._journal.lose("reserved header", spot, words)
            return True
        return False

    def _complete_path(
        self, call: Call, made: dict[str, list[Member]], spot: Spot
    ) -> None:
        names = _BRACES.findall(call.path)
        by_name = {member.name: member for member in made["path"]}
        for name in names:
            if name not in by_name:
                words = f"{{{name}}} of the path is not declared; it is taken as text"
                self._journal.lose("undeclared path parameter", spot, words)
                by_name[name] = Member(name, STRING, required=True, spot=spot)
        for name in [each for each in by_name if each not in names]:
            self._journal.lose(
                "unused path parameter",
                by_name[name].spot,
                f"the path has no {{{name}}}; it is left out",
            )
        made["path"] = [by_name[name] for name in dict.fromkeys(names)]

    def _read(self, name: str, place: str, at: At, hint: str) -> list[Member]:
        value = at.value
        if "schema" not in value and isinstance(value.get("content"), dict):
            if value["content"]:
                words = "a value in JSON or the like; it is given as text"
                self._journal.lose("parameter with content", at.spot, words)
            member = Member(name, STRING)
        else:
            member = self._schemas.member(name, at.get("schema"), False, hint)
            self._schemas.finish()
        member.required = value.get("required") is True or place == "path"
        member.deprecated = member.deprecated or value.get("deprecated") is True
        member.words = at.text("description") or member.words
        member.spot = at.spot
        member.nullable = member.read_only = member.write_only = False
        if place == "query":
            return self._query(member, value)
        return [member]

    def _query(self, member: Member, value: dict[str, Any]) -> list[Member]:
        style = value.get("style")
        style = style if isinstance(style, str) else "form"
        explode = value.get("explode", style in ("form", "deepObject"))
        meant = self._schemas.registry.meant(member.shape)
        if isinstance(meant, Object) and style == "form" and explode is not False:
            members = self._schemas.registry.members(member.shape)
            if members and not members.keys() & (self._names - {member.name}):
                return self._spread(members, member)
            if members:
                # Its keys are parameters already: brackets must be meant.
                style = "deepObject"
        is_open = isinstance(meant, Object | Table) or meant == OBJECT
        if is_open and style != "deepObject":
            if style == "form" and explode is not False:
                # Any keys: each is a parameter of its own, which brackets would not say.
                words = "further parameters of any name cannot be given"
                self._journal.lose("open parameter", member.spot, words)
                return []
            words = (
                "an object in a query, of a style that is not carried; given as text"
            )
            self._journal.lose("parameter style", member.spot, words)
            member.shape = STRING
            return [member]
        if style == "deepObject":
            member.explode = "brackets"
        elif style in _STYLES:
            member.explode = _STYLES[style]
        elif explode is False and _is_array(meant):
            member.explode = "comma"
        return [member]

    def _spread(self, members: dict[str, Member], whole: Member) -> list[Member]:
        """The keys of an object that are parameters of their own."""
        return [
            Member(
                name,
                each.shape,
                required=whole.required and each.required,
                deprecated=each.deprecated,
                limits=each.limits,
                default=each.default,
                words=each.words,
                spot=each.spot,
            )
            for name, each in members.items()
        ]


def _is_array(shape: Shape) -> bool:
    if isinstance(shape, Either):
        return any(isinstance(part, Many) for part in shape.parts)
    return isinstance(shape, Many)


def fit(member: Member, place: str, registry: Registry, journal: Journal) -> None:
    """Give a parameter a type that its place can say; note where the document's is lost.

    Args:
        member: The parameter, its shape settled.
        place: Where it is sent.
        registry: Knows names.
        journal: Takes what is lost.
    """
    shape = _without_constants(member.shape)
    meant = registry.meant(shape)
    if place == "query":
        if isinstance(meant, Many) and not is_single(meant.item, registry):
            words = "an array of arrays or objects, which no query can say; its items are text"
            journal.lose("type lost", member.spot, words)
            shape = Many(STRING)
        elif FILE in (meant, getattr(meant, "item", None)):
            shape = STRING
        elif isinstance(meant, Table) and not is_single(meant.value, registry):
            shape = OBJECT
    elif place == "header" and isinstance(meant, Many):
        if not _fits_header(meant.item, registry):
            shape = Many(STRING)
    elif not _fits_header(shape, registry):
        if meant != ANY and not (isinstance(meant, Word) and meant.name in _OTHERWISE):
            words = f"no single value, as a {place} needs; it is given as text"
            journal.lose("type lost", member.spot, words)
        shape = STRING
    if place == "path" and registry.kind(shape) == "string":
        # Keys are opaque: how one looks is the API's own business.
        if member.limits:
            journal.bounds += 1
        member.limits, member.default = {}, []
        if shape == STRING:
            shape = Word("key")
    if shape != member.shape and registry.kind(shape) != registry.kind(member.shape):
        member.limits, member.default = {}, []
    member.shape = shape


def _without_constants(shape: Shape) -> Shape:
    """Parameters have no constants: a list of one known value says the same."""
    match shape:
        case Only():
            return opened(shape)
        case Many(item):
            return Many(_without_constants(item))
        case Either(parts):
            return Either(tuple(map(_without_constants, parts)), shape.by, shape.tags)
    return shape


def is_single(shape: Shape, registry: Registry) -> bool:
    """Whether values are single: no arrays, objects or files."""
    shape = registry.meant(shape)
    match shape:
        case Word(name):
            return name not in ("object", "file")
        case Either(parts):
            return all(is_single(part, registry) for part in parts)
    return isinstance(shape, Known | Only)


def _fits_header(shape: Shape, registry: Registry) -> bool:
    meant = registry.meant(shape)
    if isinstance(meant, Either):
        return all(_fits_header(part, registry) for part in meant.parts)
    if not is_single(meant, registry) or meant == ANY:
        return False
    return not (isinstance(meant, Word) and meant.name in _OTHERWISE)
