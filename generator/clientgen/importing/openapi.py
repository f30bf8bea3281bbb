"""An OpenAPI document as a spec folder: the steps, in their order."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .access import Access, Servers, read_access, read_servers, usually
from .calls import Call
from .contents import BodyWriter
from .documents import Documents
from .entitling import count_uses, entitle
from .entries import Around
from .envelopes import failed_of, things_of, usual_envelope
from .failures import Failures, read_failures
from .grouping import Group, Homes, group, tag_order
from .hints import find_hints
from .listing import Listing, listing_of, page_and_offset
from .naming import Manner, name_operations
from .operations import Wanted, read_calls, security_of
from .parameters import fit
from .problems import ImportingError, Journal
from .report import NAME, page, summary
from .routes import with_good_paths
from .schemas import Schemas
from .settling import Settler
from .shapes import Object, Registry, Shape, mark
from .sharing import Shared
from .specs import api_file, manners_of, regular_of, resource_files, schema_files
from .swagger import upgraded
from .texts import first_sentence, paragraphs, plain, untold
from .types import SchemaNames, Types
from .uniform import drop_uniform
from .walks import Walks, choose
from .words import camel, snake, words_of

# What a client is installed with, which its package must not hide.
_DEPENDENCIES = frozenset(["httpx", "msgspec", "clientgen"])
_NO_NAMES = frozenset(
    [
        "api",
        "apis",
        "rest",
        "the",
        "openapi",
        "swagger",
        "public",
        "specification",
        "http",
        "web",
        "preview",
        "reference",
        "docs",
        "documentation",
        "service",
        "services",
        "spec",
        "definition",
        "definitions",
    ]
)
_VERSION = re.compile(r"v?[0-9]+[a-z]?\Z")


class Imported(NamedTuple):
    """A spec folder, in memory.

    Attributes:
        files: Texts by path.
        journal: What was not carried, and what was decided.
        origins: Where the operations and schemas of files come from: places in the document,
            and keys of definitions.
    """

    files: Mapping[str, str]
    journal: Journal
    origins: Mapping[tuple[str, str], str]

    @property
    def summary(self) -> str:
        """One line: how much was carried, and what was not, by kind."""
        return summary(self.journal)


def import_openapi(
    file: Path,
    only: Sequence[str] = (),
    *,
    texts: bool = False,
    refused: Mapping[str, str] | None = None,
    root: Any = None,
    homes: Homes | None = None,
) -> Imported:
    """Make a spec folder of a document.

    Args:
        file: OpenAPI 3.0 or 3.1, or Swagger 2.0; JSON or YAML.
        only: Tags, paths or operationIds of what is taken; everything by default.
        texts: Whether the document's own sentences come along.
        refused: Operations and schemas, as in ``origins``, that the reader of specs refuses,
            and why: they are left out.
        root: What stands in the document's place, as data.
        homes: Resources that operations had in an import before, and keep.

    Raises:
        ImportingError: It cannot be imported.
    """
    try:
        return _import(file, tuple(only), texts, refused or {}, root, homes or {})
    except RecursionError:
        raise ImportingError(f"{file.name}: nested too deep") from None


def _import(
    file: Path,
    only: tuple[str, ...],
    texts: bool,
    refused: Mapping[str, str],
    root: Any,
    homes: Homes,
) -> Imported:
    journal = Journal()
    documents = Documents(file, journal)
    if root is not None:
        documents.set_root(root)
    _check_version(documents, file, journal)
    schemas = Schemas(documents, journal)
    wanted = Wanted(only)
    calls = read_calls(documents, schemas, journal, wanted)
    if missing := [name for name in only if name not in wanted.met]:
        raise ImportingError(
            f"{file.name}: no tag, path or operationId is {missing[0]!r}"
        )
    calls = with_good_paths(calls, schemas.registry, journal, refused)
    if not calls:
        raise ImportingError(
            f"{file.name}: it has no operations that could be imported"
        )
    _settle(calls, schemas.registry, journal)
    registry = schemas.registry
    drop_uniform(calls, registry, journal)
    walks = choose(calls, _lists(calls, registry), journal)
    lists = walks.lists
    groups, how = group(calls, tag_order(documents.root.get("tags").value), homes)
    journal.decide("Resources", how)
    manners, usual = manners_of(groups)
    for each in groups:
        name_operations(each, manners[each.name], lambda call: call.number in lists)
    api = _head(documents, file, texts)
    prefix = api["package"].upper()
    access = read_access(documents, calls, prefix, journal)
    servers = read_servers(documents, calls, prefix, journal)
    failures = read_failures(calls, registry, journal)
    security = security_of(documents.root)
    if access.auth:
        access.usually = usually(access, calls, security)
    envelope = usual_envelope(calls, lists, registry, journal)
    _drop_secrets(calls, access)
    roots = {call.number: things_of(call, lists, registry) for call in calls}
    shapes = [shape for call in calls for shape in _shapes(call)]
    count_uses(registry, shapes)
    names = SchemaNames()
    entitle(registry, groups, names, roots)
    types = Types(registry, names, journal, texts)
    bodies = BodyWriter(calls, types, journal)
    shared = Shared(calls, walks, types, texts, "bearer" in access.auth)
    around = Around(
        types,
        walks,
        access,
        servers,
        shared,
        bodies,
        security,
        envelope,
        journal,
        texts,
    )
    origins = {
        (f"resources/{each.file}.yaml", each.names[call.number]): str(call.spot)
        for each in groups
        for call in each.calls
    }
    files = dict(resource_files(groups, manners, usual, around))
    _say(api, access, servers, failures, walks, shared, bodies, around, usual, groups)
    files |= dict(schema_files(types, texts, refused, origins))
    journal.carried = sum(len(each.calls) for each in groups)
    _unread(documents, journal)
    find_hints(documents, [c for each in groups for c in each.calls], journal)
    journal.untold = untold(documents.roots, texts)
    if journal.bounds:
        words = f"{journal.bounds} keys in paths have bounds, which are left out: keys are opaque"
        journal.decide("Bounds", words)
    made = {"api.yaml": api_file(api), **files, NAME: page(file.name, journal)}
    return Imported(made, journal, origins)


def _check_version(documents: Documents, file: Path, journal: Journal) -> None:
    root = documents.root
    if not isinstance(root.value, dict):
        raise ImportingError(f"{file.name}: no OpenAPI document: a mapping is expected")
    version = str(root.value.get("openapi", ""))
    if str(root.value.get("swagger", "")).startswith("2"):
        documents.set_root(upgraded(root.value, documents))
        journal.decide("Version", "Swagger 2.0, read as OpenAPI 3.0")
    elif not version.startswith("3."):
        said = version or root.value.get("swagger") or "none"
        raise ImportingError(
            f"{file.name}: neither openapi: 3.x nor swagger: '2.0' stands at the top ({said!r})"
        )


def _settle(calls: Sequence[Call], registry: Registry, journal: Journal) -> None:
    """Make all shapes such as the spec language has them."""
    settler = Settler(registry, journal)
    settler.settle_all()
    for call in calls:
        hint = mark(f"call {call.number}")
        for place, members in call.parameters.items():
            for member in members:
                wanted = f"{hint} {member.name}"
                member.shape = settler.settle(member.shape, member.spot, wanted)
                fit(member, place, registry, journal)
        if call.body:
            call.body.shape = settler.settle(
                call.body.shape, call.body.spot, f"{hint} body"
            )
            meant = registry.meant(call.body.shape)
            if call.body.kind == "object" and not isinstance(meant, Object):
                call.body.kind = "value"
        for answer in [*call.answers.values(), *([call.events] if call.events else [])]:
            answer.shape = settler.settle(answer.shape, answer.spot, f"{hint} answer")
        call.failures = [
            (status, settler.settle(shape, call.spot, f"{hint} error"))
            for status, shape in call.failures
        ]
    settler.settle_all()


def _lists(calls: Sequence[Call], registry: Registry) -> dict[int, Listing]:
    found: dict[int, Listing] = {}
    for call in calls:
        answers = [a for a in call.answers.values() if a.kind == "json"]
        others = [a for a in call.answers.values() if a.kind != "json"]
        if len(answers) != 1 or others or call.events is not None:
            continue
        listing = listing_of(call, answers[0], registry)
        if listing is not None:
            listing = page_and_offset(call, listing, registry)
            found[call.number] = listing
            _mark_page(call, listing, registry)
    return found


def _mark_page(call: Call, listing: Listing, registry: Registry) -> None:
    """Tell which keys of a body select a page and its size."""
    way = listing.way
    if way is None or not way.in_body or call.body is None:
        return
    shape = registry.meant(call.body.shape)
    if isinstance(shape, Object):
        members = registry.members(shape)
        for name, role in ((way.parameter, "page"), (way.size, "size")):
            if name in members:
                members[name].role = role
                # The first page is asked for without one, whatever the document marks.
                members[name].required = members[name].required and role == "size"


def _head(documents: Documents, file: Path, texts: bool) -> dict[str, Any]:
    """What api.yaml says first."""
    info = documents.root.get("info")
    title = plain(info.text("title")) or file.stem
    bare = re.split(r" - | \u2013 |: |[(|]", re.sub(r"(?i)open\s*api", "", title))[0]
    words = [w for w in words_of(bare) if w not in _NO_NAMES and not _VERSION.match(w)]
    words = words[:4] or [w for w in words_of(file.stem) if not w.isdigit()] or ["api"]
    package = snake(words or ["api"])
    taken = sys.stdlib_module_names | _DEPENDENCIES
    if keyword.iskeyword(package) or package in taken or len(package) < 2:
        package = f"{package}_api"
    name = camel(words or ["api"])
    version = info.value.get("version") if isinstance(info.value, dict) else None
    said = plain(str(version)) if version not in (None, "") else "unknown"
    api: dict[str, Any] = {
        "api": (
            name if name not in ("Client", "None", "True", "False") else f"{name}Api"
        ),
        "package": package,
        "version": said[:100] or "unknown",
        "package_version": "0.1.0",
        "title": title[:200],
    }
    if texts:
        words_ = info.text("description")
        if first := first_sentence(words_):
            api["summary"] = first
        if more := paragraphs(words_):
            api["description"] = more
    return api


def _shapes(call: Call) -> list[Shape]:
    found = [m.shape for members in call.parameters.values() for m in members]
    found += [answer.shape for answer in call.answers.values()]
    if call.body:
        found.append(call.body.shape)
    if call.events:
        found.append(call.events.shape)
    return found + [shape for _, shape in call.failures]


def _drop_secrets(calls: Sequence[Call], access: Access) -> None:
    """Drop parameters that are credentials, which the client sends by itself."""
    ways = [access.auth, *access.auth.get("also", {}).values()]
    keys: set[tuple[str, str]] = set()
    for way in ways:
        said = way.get("api_key", [])
        for key in said if isinstance(said, list) else [said]:
            keys.add((key["in"], key["name"].lower()))
    for call in calls:
        for place, members in call.parameters.items():
            call.parameters[place] = [
                m for m in members if (place, m.name.lower()) not in keys
            ]


def _say(
    api: dict[str, Any],
    access: Access,
    servers: Servers,
    failures: Failures | None,
    walks: Walks,
    shared: Shared,
    bodies: BodyWriter,
    around: Around,
    usual: Manner,
    groups: Sequence[Group],
) -> None:
    """What api.yaml says of the API as a whole."""
    calls = [call for each in groups for call in each.calls]
    api["servers"] = servers.said
    if access.auth:
        api["auth"] = access.auth
    title = f"The vendor's OpenAPI document, version {api['version']}"
    api["sources"] = {"document": {"title": title[:300]}}
    if regular := regular_of(usual, Manner()):
        api["regular"] = regular
    if bodies.kind != "object":
        api["body_kind"] = bodies.kind
    if bodies.content_type:
        api["content_type"] = bodies.content_type
    if bodies.forms:
        api["forms"] = bodies.forms
    if failures:
        said = {"body": around.types.named(failures.key)}
        if failures.message:
            said["message"] = failures.message
        if failures.code and failures.code != failures.message:
            said["code"] = failures.code
        api["errors"] = said
    if failed := failed_of(calls, around.types.registry, around.journal):
        api["errors"] = {**api.get("errors", {}), "failed": failed}
    if shared.said:
        api["parameters"] = shared.said
    if shared.always:
        api["always"] = shared.always
    if shared.lists:
        api["lists"] = {"parameters": shared.lists}
    if around.envelope:
        api["answers"] = {"single": around.envelope}
    if walks.said:
        api["paging"] = walks.said
    api["resources"] = [each.file for each in groups]


def _unread(documents: Documents, journal: Journal) -> None:
    """Note what of the document is read by nobody."""
    for key, kind in (("webhooks", "webhook"), ("x-webhooks", "webhook")):
        for _, at in documents.root.get(key).items():
            words = "an event that the API sends: say it under webhooks in api.yaml"
            journal.lose(kind, at.spot, words)
