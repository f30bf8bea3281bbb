"""Operations as a resource file says them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .access import Access, Servers, scopes_of
from .calls import STREAM, Answer, Call
from .contents import BodyWriter
from .envelopes import envelope_of
from .grouping import Group
from .listing import Listing, Way
from .naming import Manner
from .problems import Journal
from .shapes import Either, Known, Many, Named, Object, Only, Shape, Table, word_of
from .sharing import Shared
from .texts import first_sentence
from .types import Types
from .walks import Walks
from .words import camel


@dataclass(slots=True)
class Around:
    """What operations of all resources need to be written.

    Attributes:
        types: Writes types.
        walks: How lists are walked.
        access: Who calls.
        servers: Where requests go.
        shared: Common parameters.
        bodies: Writes bodies.
        security: What the document says of who calls, for operations that say nothing.
        envelope: Place of the value in single answers, for the whole API.
        journal: Takes what is lost.
        texts: Whether the document's sentences come along.
    """

    types: Types
    walks: Walks
    access: Access
    servers: Servers
    shared: Shared
    bodies: BodyWriter
    security: Any
    envelope: str
    journal: Journal
    texts: bool


@dataclass(slots=True)
class Level:
    """What the resource of an operation says for it.

    Attributes:
        manner: How regular operations go.
        auth: Names of the ways to say who calls.
        scopes: What a credential must be good for.
        server: Name of the server.
        envelope: Place of the value in single answers.
        way: How lists are walked; None where they are not.
        items: Where items stand: as its own paging says, or the API's.
        says_items: Whether it says so itself.
        schema: Key of the definition that operations answer.
        written: Bodies by the operation that lists them first.
    """

    manner: Manner
    auth: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    server: str = ""
    envelope: str = ""
    way: Way | None = None
    items: str = ""
    says_items: bool = False
    schema: str = ""
    written: dict[str, Any] = field(default_factory=dict)


def entry_of(call: Call, group: Group, level: Level, around: Around) -> Any:
    """An operation: nothing, its summary, or a mapping."""
    name = group.names[call.number]
    said: dict[str, Any] = {}
    if around.texts and (words := first_sentence(call.words)):
        said["summary"] = words
    method, path = _regular(name, level.manner)
    if call.method != method:
        said["method"] = call.method
    rest = call.path[len(group.path) :] if group.path else call.path
    if rest != path or not group.path:
        said["path"] = rest
    if call.deprecated:
        said["deprecated"] = True
    _terms(call, level, around, said)
    owner = group.name + camel(name.split("_"))
    answer = _answer(call, owner, level, around)
    listing = around.walks.lists.get(call.number) if answer.is_list else None
    _parameters(call, owner, listing, around, said)
    body = around.bodies.write(call, owner, group, level.written, name)
    said |= body
    usual = _usual(name, level)
    if answer.said != usual and not (answer.said == "none" and name == "delete"):
        said["answer"] = answer.said
    if answer.when:
        said["answer_when"] = answer.when
    if listing is not None:
        _paging(call, listing, level, around, said)
    elif answer.envelope is not None and answer.envelope != level.envelope:
        said["answers"] = {"single": answer.envelope}
    if set(said) == {"summary"}:
        return said["summary"]
    return said or None


def _regular(name: str, manner: Manner) -> tuple[str, str]:
    one = f"/{{{manner.key}}}{manner.suffix}"
    return {
        "list": ("GET", manner.suffix),
        "get": ("GET", one),
        "create": ("POST", manner.suffix),
        "update": (manner.update, one),
        "delete": ("DELETE", one),
    }.get(name, ("", ""))


def _usual(name: str, level: Level) -> Any:
    """What an operation of a name answers that says nothing of it; None for unknown."""
    if name == "delete":
        return "none"
    if not level.schema:
        return None
    return [level.schema] if name == "list" else level.schema


def _terms(call: Call, level: Level, around: Around, said: dict[str, Any]) -> None:
    auth = around.access.said(call, around.security)
    if auth != level.auth:
        said["auth"] = auth[0] if len(auth) == 1 else list(auth)
    scopes = scopes_of(call, around.security)
    if scopes != level.scopes:
        said["scopes"] = list(scopes)
    server = around.servers.of(call)
    if server != level.server:
        said["server"] = server or "none"


@dataclass(slots=True)
class _Answered:
    said: Any
    is_list: bool = False
    envelope: str | None = None
    when: dict[str, Any] = field(default_factory=dict)


def _answer(call: Call, owner: str, level: Level, around: Around) -> _Answered:
    listing = around.walks.lists.get(call.number)
    if listing is not None:
        item = _typed(listing.item, f"{owner}Item", call, around)
        found = _Answered([item], is_list=True)
    else:
        found = _single(call, owner, around)
    if call.events is not None:
        found.when = _on_demand(call, owner, around)
    return found


def _on_demand(call: Call, owner: str, around: Around) -> dict[str, Any]:
    """The answer that is streamed where the body asks for it."""
    assert call.events is not None
    members = around.types.registry.members(call.body.shape) if call.body else {}
    key = members.get(STREAM)
    if (
        key is None
        or call.body is None
        or call.body.kind not in ("object", "form", "multipart")
    ):
        words = "a stream of events that nothing tells how to ask for"
        around.journal.lose("other media type of an answer", call.events.spot, words)
        return {}
    answer = _events(call.events, call, owner, around)
    return {"key": STREAM, "is": True, "answer": answer}


def _events(answer: Answer, call: Call, owner: str, around: Around) -> dict[str, Any]:
    type_ = _typed(answer.shape, f"{owner}Event", call, around)
    members = around.types.registry.members(call.body.shape) if call.body else {}
    stream = members.get(STREAM)
    said = f"{call.words} {stream.words if stream else ''}"
    ends = {"end": "[DONE]"} if "[DONE]" in said else {}
    return {"events": type_, **ends}


def _single(call: Call, owner: str, around: Around) -> _Answered:
    answers = {status: answer for status, answer in call.answers.items() if status}
    answers = answers or call.answers
    real = {s: a for s, a in answers.items() if a.kind != "none"}
    empty = [s for s, a in answers.items() if a.kind == "none"]
    if not real:
        if not answers:
            words = "no answer of success is described: it is taken as nothing"
            around.journal.lose("no answer", call.spot, words)
        return _Answered("none")
    kinds = {answer.kind for answer in real.values()}
    shapes = {answer.shape for answer in real.values()}
    first = next(iter(real.values()))
    if len(kinds) > 1 or (len(shapes) > 1 and kinds != {"json"}):
        for other in list(real.values())[1:]:
            words = "answers of several kinds: the first is read"
            around.journal.lose("answers by status", other.spot, words)
        kinds, shapes = {first.kind}, {first.shape}
    if len(shapes) > 1:
        by_status: dict[str, Any] = {
            str(status): _typed(answer.shape, f"{owner}Answer{status}", call, around)
            for status, answer in sorted(real.items())
            if status >= 200
        }
        by_status |= {str(status): "none" for status in sorted(empty) if status >= 200}
        return _Answered(by_status, envelope="")
    if first.kind in ("text", "bytes"):
        return _Answered(first.kind)
    if first.kind == "events":
        return _Answered(_events(first, call, owner, around))
    if first.kind == "lines":
        return _Answered({"lines": _typed(first.shape, f"{owner}Line", call, around)})
    shape, envelope = first.shape, ""
    if place := envelope_of(shape, around.types.registry):
        shape, envelope = around.types.registry.members(shape)[place].shape, place
    meant = around.types.registry.meant(shape)
    if isinstance(meant, Many):
        # A list that is one answer, and not at the usual place.
        around.walks.lists[call.number] = Listing(envelope, meant.item, None, False)
        item = _typed(meant.item, f"{owner}Item", call, around)
        return _Answered([item], is_list=True)
    said = _typed(shape, f"{owner}Answer", call, around)
    if (
        (empty or first.nullable)
        and isinstance(said, str)
        and said not in ("any", "object")
    ):
        said = f"{said} | none"
    return _Answered(said, envelope=envelope if said != "object" else None)


def _typed(shape: Shape, owner: str, call: Call, around: Around) -> Any:
    """A shape as an answer's type: no objects in place, and choices have names."""
    meant = around.types.registry.meant(shape)
    match shape:
        case Only() | Known():
            shape = word_of(shape)
        case Many(item):
            return [_typed(item, owner, call, around)]
        case Table(value):
            return {"string": _typed(value, owner, call, around)}
    if isinstance(shape, Either):
        objects = all(
            isinstance(part, Named)
            and isinstance(around.types.registry[part.key].shape, Object)
            for part in shape.parts
        )
        if objects:
            return around.types.name_choice(shape, owner)
        words = "one of several types, which no answer can say: any value is read"
        around.journal.lose("type lost", call.spot, words)
        return "any"
    if isinstance(meant, Either) and not isinstance(shape, Named):
        return "any"
    return around.types.type_of(shape, owner, alone=True)


def _parameters(
    call: Call,
    owner: str,
    listing: Listing | None,
    around: Around,
    said: dict[str, Any],
) -> None:
    is_list = listing is not None and call.method == "GET"
    way = listing.way if listing and is_list else None
    items = around.shared.of(call, owner, way)
    if is_list and items == around.shared.lists and around.shared.usual(way):
        return
    if items or (is_list and around.shared.lists):
        said["parameters"] = items[:200]


def _paging(
    call: Call, listing: Listing, level: Level, around: Around, said: dict[str, Any]
) -> None:
    """Say how a list is walked, and where its items stand, where that differs."""
    walks = around.walks
    way = listing.way
    if way is None:
        if level.way is not None and _would_walk(call, level.way):
            said["paging"] = "none"
        if listing.items != _unwalked_items(level, around):
            said["answers"] = {"list": listing.items}
        return
    if way == level.way:
        if listing.items != level.items:
            said["paging"] = {"items": listing.items}
        return
    name = walks.names.get(way)
    if name is None:
        if way == walks.usual:
            # The resource goes another way, and this operation the usual one again.
            said["paging"] = {k: v for k, v in walks.said.items() if k != "also"}
            said["paging"].setdefault("items", listing.items)
            said["paging"]["items"] = listing.items
        return
    own = walks.said["also"][name].get("items", walks.items)
    said["paging"] = (
        name if own == listing.items else {"way": name, "items": listing.items}
    )


def _would_walk(call: Call, way: Way) -> bool:
    if call.method != "GET":
        members = call.body.shape if call.body else None
        return members is not None
    return way.style == "link" or any(m.name == way.parameter for m in call.query)


def _unwalked_items(level: Level, around: Around) -> str:
    """Where the reader looks for the items of a list that is one answer."""
    if level.says_items:
        return level.items
    return around.walks.items if around.walks.usual is not None else level.envelope
