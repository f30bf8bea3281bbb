"""The events that an API sends: ``webhooks``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, cast

from ..model.types import Choice, MapOf, Ref, Scalar, Tagged, Type, meant
from ..model.walking import parts
from ..model.webhooks import Timed, Webhooks
from .findings import quoted
from .nodes import Table
from .scope import Scope
from .type_terms import ANY, FILE, read_type

_Scheme = Literal["hmac", "standard", "timestamped"]
_Algorithm = Literal["sha256", "sha512", "sha1"]
_USUAL = 300
_OBJECT = Scalar("object")
_ID, _TIME, _SIGNATURE = "id", "timestamp", "signature"

# What some schemes alone can be told, each with the scheme and why the others cannot.
_OF_TIMESTAMPED = ("time", "version", "signed")
_WHY: Mapping[_Scheme, Mapping[str, str]] = {
    "hmac": {
        "tolerance": "hmac signs no time that could be too old; write scheme: timestamped or"
        " standard, or remove it",
        "prefix": "the one header is named by header; remove it, or write scheme: standard",
        **dict.fromkeys(
            _OF_TIMESTAMPED,
            "hmac signs the payload alone; write scheme: timestamped, or remove it",
        ),
    },
    "standard": {
        "header": "Standard Webhooks name their headers; remove it, and write prefix where"
        " they begin with something else than webhook-",
        "algorithm": "Standard Webhooks are signed with sha256; remove it",
        "encoding": "signatures of Standard Webhooks are base64; remove it",
        **dict.fromkeys(
            _OF_TIMESTAMPED,
            "Standard Webhooks say this themselves; write scheme: timestamped, or remove it",
        ),
    },
    "timestamped": {
        "prefix": "the header of the signature is named by header, and one of the time by"
        " time; remove it, or write scheme: standard",
    },
}


def read_webhooks(root: Table, scope: Scope) -> Webhooks | None:
    """Read ``webhooks``."""
    if "webhooks" not in root:
        return None
    table = root.table("webhooks")
    scheme = cast("_Scheme", table.text("scheme") or "hmac")
    for key, why in _WHY.get(scheme, {}).items():
        if key in table:
            scope.report.error(
                table.at(key), "webhook-scheme", f"'{key}' says nothing here: {why}"
            )
    if "header" not in table and scheme in ("hmac", "timestamped"):
        scope.report.error(
            table.position,
            "missing-key",
            "'header' is missing: the header that carries the signature; add it",
        )
    timed = _timed(table, scheme, scope)
    standard = scheme == "standard"
    prefix = _prefix(table)
    places = ("type", "data") if standard else ("event", "body")
    found = Webhooks(
        header=f"{prefix}{_SIGNATURE}" if standard else table.text("header"),
        algorithm=(
            "sha256"
            if standard
            else cast("_Algorithm", table.text("algorithm", "sha256"))
        ),
        encoding=_encoding(table, scheme),
        event=table.text("event") or places[0],
        body=table.text("body") or places[1],
        events=tuple(_names(table)),
        bodies=tuple(_bodies(table, scope)),
        timed=timed,
        summary=table.prose("summary"),
        source=scope.sources_of(table),
    )
    _check_places(found, table, scope)
    return found


def _check_places(found: Webhooks, table: Table, scope: Scope) -> None:
    """Report a name and a body that cannot be in one payload."""
    if found.is_named_inside:
        for name, type_ in found.bodies:
            if _may_be_object(type_):
                continue
            scope.report.error(
                table.table("events").at(name),
                "webhook-place",
                f"the name of an event stands in its body, at {found.event}, so that the body"
                " is an object; write a schema",
            )
    if f"{found.body}.".startswith(f"{found.event}."):
        key = "body" if "body" in table else "event"
        scope.report.error(
            table.at(key),
            "webhook-place",
            f"the name of an event stands at {found.event}, so that nothing else can be"
            f" there; its body cannot stand at {found.body}; mend"
            " one of both",
        )


def _timed(table: Table, scheme: _Scheme, scope: Scope) -> Timed | None:
    """What is signed beside the payload."""
    if scheme == "hmac":
        return None
    tolerance = _USUAL
    node = table.get("tolerance")
    said = getattr(node, "value", None)
    if isinstance(said, int) and not isinstance(said, bool):
        tolerance = said
    if scheme == "standard":
        prefix = _prefix(table)
        return Timed(
            header=f"{prefix}{_TIME}",
            label="",
            id=f"{prefix}{_ID}",
            tolerance=tolerance,
        )
    time, version = table.text("time", "t"), table.text("version", "v1")
    header = time.removeprefix("header ") if " " in time else ""
    version = "" if version == "none" else version
    if not header and not version:
        scope.report.error(
            table.at("version"),
            "webhook-scheme",
            "a signature without a version is all that its header holds, so that the time"
            " is not in it; write time: header NAME, or a version",
        )
    elif not header and version == time:
        scope.report.error(
            table.at("version" if "version" in table else "time"),
            "webhook-scheme",
            f"time and signature are both called {version}; one of them has another name",
        )
    if header and header.lower() == table.text("header").lower():
        scope.report.error(
            table.at("time"),
            "webhook-scheme",
            f"{header} is the header of the signature; where the time stands in it, too,"
            " write what it is called there, such as time: t",
        )
    return Timed(
        header=header,
        label="" if header else time,
        version=version,
        signed=table.text("signed") or "{time}.{body}",
        tolerance=tolerance,
    )


def _prefix(table: Table) -> str:
    """Of the headers of Standard Webhooks, with its dash."""
    return table.text("prefix", "webhook").rstrip("-") + "-"


def _encoding(table: Table, scheme: _Scheme) -> Literal["base64", "hex"]:
    if scheme == "standard":
        return "base64"
    usual = "hex" if scheme == "timestamped" else "base64"
    return "hex" if table.text("encoding", usual) == "hex" else "base64"


def _may_be_object(type_: Type) -> bool:
    type_ = meant(type_)
    if isinstance(type_, Choice):
        return any(map(_may_be_object, type_.parts))
    return isinstance(type_, Ref | Tagged | MapOf) or type_ in (ANY, _OBJECT)


def _names(table: Table) -> Iterator[str]:
    node = table.get("events")
    if isinstance(node, Table):
        yield from node
    else:
        yield from (scalar.text for scalar in table.scalars("events"))


def _bodies(table: Table, scope: Scope) -> Iterator[tuple[str, Type]]:
    node = table.get("events")
    if not isinstance(node, Table):
        return
    for name, written in node.items():
        type_, _ = read_type(written, scope, False)
        if any(part == FILE for part in parts(type_)):
            scope.report.error(
                node.at(name),
                "unknown-type",
                f"the body of {quoted(name)} is part of a JSON payload, which holds no file;"
                " write base64, or string",
            )
            continue
        if any(isinstance(part, Choice) for part in parts(type_)):
            scope.report.error(
                node.at(name),
                "choice",
                f"the body of {quoted(name)} is one of several types; give the choice a name"
                " under schemas, and write that name here",
            )
            continue
        yield name, type_
